import { mutatedBytes, slowRun } from './byte-mutation.ts';
import type { Random } from './random.ts';

/** Values that are seldom thought of, as text: some of them no writer makes. */
const ODD = [
  'null true 0 -0 -1 1.5 1e308 1e999 -1e-999 1000 1001 4294967295 4294967296 9007199254740991 9007199254740993',
  '8640000000000000 8640000000000001 "" "\\u0000" "\\ud800" "\\ufeff" "\\t" "e\\u0301" "../x" "__proto__" "toString"',
  '[] {} [[]] [null] {"__proto__":{"x":1}} {"length":1} {"toString":null} "A==" "AB==" "AAA"',
].flatMap((line) => line.split(' '));
const NAMES = ['__proto__', 'constructor', 'toString', 'length', '', 'x'];
const MAX_DEPTH = 40_000;
const MAX_WALKED = 200;
const NESTS = [
  ['[', ']'],
  ['{"a":', '}'],
] as const;

/** A place in a JSON value that can be written to. */
interface Slot {
  readonly owner: object;
  readonly name: string;
}

/** JSON whose values and members were changed; what is no JSON, and now and then what is, as bytes. */
export function mutatedJson(random: Random, bytes: Buffer, other: Buffer): Buffer {
  const root = random.once(4) ? undefined : parsed(bytes);
  if (root === undefined) return mutatedBytes(random, bytes, other);
  // What is to stand there letter by letter, by number; a text that begins with U+0001 stands for it meanwhile.
  const letters: string[] = [];
  let slots = [...slotsIn(root)];
  do {
    change(random, slots, (text) => `\u0001${letters.push(text) - 1}`);
    slots = [...slotsIn(root)];
    // All of it may be gone.
  } while (slots.length > 0 && random.once(2));
  const text = JSON.stringify(read({ owner: root, name: 'json' })) ?? 'null';
  return Buffer.from(text.replace(/"\\u0001(\d+)"/g, (_, at) => letters[Number(at)] ?? ''));
}

function change(random: Random, slots: readonly Slot[], mark: (text: string) => string): void {
  const [slot, other] = [random.of(slots), random.of(slots)];
  const value = read(slot);
  const acts = [
    () => write(slot, mark(random.of(ODD))),
    () => write(slot, structuredClone(read(other))),
    () => remove(slot),
    () => add(random, slot, mark(random.of(ODD))),
    () => add(random, slot, structuredClone(value)),
    () => write(slot, mark(nested(random))),
    ...Array.from({ length: 4 }, () => () => write(slot, mutatedValue(random, value))),
  ];
  random.of(acts)();
}

function nested(random: Random): string {
  const [open, close] = random.of(NESTS);
  // Deep ones are long, and few of them tell as much as many.
  const depth = 1 + random.below(random.once(20) ? MAX_DEPTH : 100);
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

/** The same kind of value, a little off: what base64 holds is changed inside. */
function mutatedValue(random: Random, value: unknown): unknown {
  if (typeof value === 'number')
    return random.of([value + 1, value - 1, -value, value * 2, value / 2, value * 2 ** 32]);
  if (typeof value === 'string') {
    const decoded = Buffer.from(value, 'base64');
    if (decoded.length > 8 && decoded.toString('base64') === value && !random.once(4)) {
      return mutatedBytes(random, decoded, decoded).toString('base64');
    }
    if (random.once(40)) return value + slowRun(random);
    const text = Buffer.from(value);
    return mutatedBytes(random, text, text).toString(random.once(2) ? 'utf8' : 'latin1');
  }
  return Array.isArray(value) ? [...(value as unknown[]), ...(value as unknown[])] : { value };
}

/** @returns undefined for what is no JSON, or deeper than could be walked and written again */
function parsed(bytes: Buffer): object | undefined {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'));
    return isDeeper(json, MAX_WALKED) ? undefined : { json };
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function* slotsIn(owner: object): Generator<Slot> {
  for (const name of Object.keys(owner)) {
    const slot = { owner, name };
    yield slot;
    const value = read(slot);
    if (typeof value === 'object' && value !== null) yield* slotsIn(value);
  }
}

function read({ owner, name }: Slot): unknown {
  return Object.getOwnPropertyDescriptor(owner, name)?.value;
}

/** As JSON.parse makes members, also one that is named `__proto__`. */
function write({ owner, name }: Slot, value: unknown): void {
  Object.defineProperty(owner, name, { value, writable: true, enumerable: true, configurable: true });
}

function remove({ owner, name }: Slot): void {
  if (Array.isArray(owner)) owner.splice(Number(name), 1);
  else Reflect.deleteProperty(owner, name);
}

function add(random: Random, { owner }: Slot, value: unknown): void {
  if (Array.isArray(owner)) owner.push(value);
  else write({ owner, name: random.of(NAMES) }, value);
}
