import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutatedBytes } from './byte-mutation.ts';
import { mutatedJson } from './json-mutation.ts';
import type { Parser } from './parser.ts';
import { Random } from './random.ts';

/** Larger than any limit that a parser checks first, but a link's; a mutation is cut here. */
export const MAX_INPUT_BYTES = 1024 * 1024;

/** All inputs of a run: samples and what was kept first, as they are, then changes of them without end. Each follows from its index. */
export class Inputs {
  readonly #known: readonly Buffer[];
  readonly #form: Parser['form'];
  readonly #seed: number;

  /** @param corpus the folder of what was kept for this parser, where there is one */
  constructor({ samples, form }: Parser, corpus: string, seed: number) {
    const kept = existsSync(corpus) ? readdirSync(corpus).sort() : [];
    this.#known = [...samples, ...kept.map((name) => readFileSync(join(corpus, name)))];
    this.#form = form;
    this.#seed = seed;
  }

  /** How many come first, as they are. */
  get known(): number {
    return this.#known.length;
  }

  at(index: number): Buffer {
    const known = this.#known[index];
    if (known !== undefined) return known;
    const random = new Random(this.#seed, index);
    const [bytes, other] = [random.of(this.#known), random.of(this.#known)];
    const mutated = this.#form === 'json' ? mutatedJson(random, bytes, other) : mutatedBytes(random, bytes, other);
    return mutated.subarray(0, MAX_INPUT_BYTES);
  }
}
