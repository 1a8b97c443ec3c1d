/** Lengths and beginnings of the numbers that card networks give out. */
const NETWORKS =
  /^(4\d{15}|5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(0[0-5]|[68]\d)\d{11}|6(011|5\d\d|4[4-9]\d)\d{12}|35(2[89]|[3-8]\d)\d{12})$/;
/** As they are written: in one, or in groups as on the card. */
const WRITTEN = /^(\d{14,16}|\d{4}([ -])\d{4}\2\d{4}\2\d{4}|\d{4}([ -])\d{6}\3\d{4,5})$/;

/** Whether this is a payment card's number: network, length and check digit (ISO/IEC 7812, Luhn). */
export function isCardNumber(text: string): boolean {
  if (!WRITTEN.test(text)) return false;
  const digits = text.replaceAll(/[ -]/g, '');
  // The numbers that documentation shows have few digits, repeated.
  return NETWORKS.test(digits) && new Set(digits).size > 3 && luhn(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of Array.from(digits).toReversed().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
