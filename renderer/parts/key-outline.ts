const RING = { x: 15.5, y: 17.2, r: 12.4 };
const BLADE_TOP = 11;
const BLADE_BOTTOM = 23.2;
/** The collar between ring and blade. */
const COLLAR = { x: 31.3, y: 24.5 };
const TIP = { x: 94.4, y: 14.6 };
const TOP_END = 89.6;
/** How far the underside runs back from the tip for each unit it lies below it. */
const TIP_SLOPE = 0.78;
const NOTCH = { first: 35.4, width: 2.7, step: 6.7, shallow: 22.4, depth: 7.2 };

export const HOLE = { x: 10.2, y: 17.2, r: 3.4 };
export const GROOVE = { y: 13.2, from: 33, to: 86.4 };

/**
 * The outline of a door key whose eight notches are the eight hex digits of a fingerprint, as SVG path data in a
 * box of 96 by 32: same digits, same shape.
 * @param fingerprint `4F2A-91CC`; case and the dash do not count
 */
export function keyOutline(fingerprint: string): string {
  const digits = fingerprint
    .replace('-', '')
    .split('')
    .map((digit) => Number.parseInt(digit, 16));
  if (digits.length !== 8 || digits.some(Number.isNaN)) throw new RangeError('a fingerprint has eight hex digits');
  const reach = (y: number) => RING.x + Math.sqrt(RING.r ** 2 - (y - RING.y) ** 2);
  const notches = digits.flatMap((digit, index) => {
    const x = NOTCH.first + NOTCH.step * index;
    const y = NOTCH.shallow - (NOTCH.depth * digit) / 15;
    return [at(x, y), at(x + NOTCH.width, y)];
  });
  const lastY = NOTCH.shallow - (NOTCH.depth * digits[7]!) / 15;
  const chin = at(TIP.x - (lastY - TIP.y) * TIP_SLOPE, lastY);
  const underside = [at(COLLAR.x, COLLAR.y), at(COLLAR.x, BLADE_BOTTOM), ...notches, chin, at(TIP.x, TIP.y)];
  const ring = `A ${RING.r} ${RING.r} 0 1 0 ${at(reach(COLLAR.y), COLLAR.y)}`;
  return `M ${at(reach(BLADE_TOP), BLADE_TOP)} ${ring} L ${underside.join(' L ')} L ${at(TOP_END, BLADE_TOP)} Z`;
}

function at(x: number, y: number): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
