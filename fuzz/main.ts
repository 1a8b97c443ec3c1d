import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PARSERS } from './parsers.ts';
import { fuzz } from './run.ts';

// `npm run fuzz -- NAME [SECONDS] [SEED]`: feeds one parser, or all of them, what a hostile bucket or file could hold. What is found lies in
// node_modules/.cache/fuzz/; once it is mended it goes to fuzz/corpus/NAME/ under a name that says what it was, and is read again in every test.
const [name = 'all', seconds = '60', given] = process.argv.slice(2);
const names = name === 'all' ? Object.keys(PARSERS) : [name];
const seed = Number(given ?? Math.floor(Math.random() * 2 ** 31));
if (names.some((one) => PARSERS[one] === undefined) || !(Number(seconds) > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write(`Give ${Object.keys(PARSERS).join(', ')} or all, then seconds, then a seed.\n`);
  process.exit(2);
}
const folder = join(import.meta.dirname, '../node_modules/.cache/fuzz');
for (const one of names) {
  const began = performance.now();
  const { inputs, found } = await fuzz({ name: one, seed, seconds: Number(seconds) });
  const each = Math.round(inputs / ((performance.now() - began) / 1000));
  process.stdout.write(`${one}: ${inputs} inputs, ${each} a second, seed ${seed}\n`);
  if (found === undefined) continue;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${one}-${seed}-${found.index}`);
  writeFileSync(path, found.input);
  process.stdout.write(`  FOUND ${path}\n  ${found.what.replaceAll('\n', '\n  ')}\n`);
  process.exitCode = 1;
}
