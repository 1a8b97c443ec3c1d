import type { Parser, ParserTable } from './parser.ts';

/** For tests: parsers that do what none may. */
function parser(read: Parser['read']): () => Parser {
  return () => ({
    form: 'bytes',
    samples: [Buffer.from('a sample'), Buffer.from('another')],
    refuses: (error) => error instanceof RangeError,
    read,
  });
}

const isSample = (input: Buffer) => ['a sample', 'another'].includes(input.toString());
/** So that it is not forgotten at once. */
let kept: Buffer | undefined;

export const PARSERS: ParserTable = {
  good: parser((input) => {
    if (!isSample(input)) throw new RangeError('refused');
  }),
  thrower: parser((input) => {
    if (input.length < 4) throw new TypeError('not refused');
  }),
  rejecter: parser(async (input) => {
    if (input.length < 4) throw new TypeError('not refused');
  }),
  hanger: parser((input) => {
    while (!isSample(input));
  }),
  eater: parser((input) => {
    if (!isSample(input)) kept ??= Buffer.alloc(300 * 2 ** 20, 1);
  }),
  hoarder: parser((input) => {
    const all: unknown[] = [];
    while (!isSample(input)) all.push(Array.from({ length: 100_000 }, () => ({})));
  }),
  ender: parser((input) => {
    if (!isSample(input)) process.kill(process.pid, 'SIGSEGV');
  }),
};
