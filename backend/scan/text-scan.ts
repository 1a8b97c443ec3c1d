import type { Finding } from './finding.ts';
import { mask } from './mask.ts';
import { matchOwn, type Match } from './own-rules.ts';
import type { RuleSet } from './rule-set.ts';

/** Characters looked at together: however long a line is, no rule sees more of it. */
export const BLOCK = 256 * 1024;
/** Characters of a block that are looked at once more with the next, so that nothing is cut in two. */
const OVERLAP = 2048;
/** Findings told of one file; who has seen these looks at the file. */
export const MAX_FINDINGS = 20;

/** Looks through a text that comes in pieces; keeps one block of it. */
export class TextScan {
  readonly #rules: RuleSet;
  readonly #name: string;
  readonly findings: Finding[] = [];
  readonly #told = new Set<string>();
  #waiting = '';
  #isFirst = true;
  /** Of the waiting text's first character: its place in the whole text, and its line. */
  #offset = 0;
  #line = 1;

  /** @param name of the file, without its folder */
  constructor(rules: RuleSet, name: string) {
    this.#rules = rules;
    this.#name = name;
  }

  /** There may be more in the text than is told. */
  get isFull(): boolean {
    return this.findings.length >= MAX_FINDINGS;
  }

  async take(text: string): Promise<void> {
    this.#waiting += text;
    while (this.#waiting.length >= BLOCK && !this.isFull) {
      await this.#look(this.#waiting.slice(0, BLOCK));
      const kept = BLOCK - OVERLAP;
      this.#line += breaksIn(this.#waiting.slice(0, kept));
      this.#offset += kept;
      this.#waiting = this.#waiting.slice(kept);
      this.#isFirst = false;
    }
  }

  async end(): Promise<void> {
    if (!this.isFull) await this.#look(this.#waiting);
    this.#waiting = '';
  }

  async #look(block: string): Promise<void> {
    const matches = inOrder([...(await this.#rules.match(block, this.#name)), ...matchOwn(block)]);
    let [line, at] = [this.#line, 0];
    for (const { kind, start, end, service, label } of matches) {
      // The block before saw it whole; here its beginning may be missing.
      if (!this.#isFirst && start < OVERLAP / 2) continue;
      line += breaksIn(block.slice(at, start));
      at = start;
      const identity = `${kind} ${this.#offset + start}`;
      if (this.#told.has(identity) || this.isFull) continue;
      this.#told.add(identity);
      const excerpt = label ?? mask(block.slice(start, end));
      this.findings.push({ kind, line, excerpt, ...(service !== undefined && { service }) });
    }
  }
}

/** By their place; of those that overlap the one whose rule comes first stays, and a guess gives way to everything. */
function inOrder(matches: readonly Match[]): Match[] {
  const kept: Match[] = [];
  const sure = matches.filter(({ kind }) => kind !== 'password');
  const guesses = matches.filter(({ kind }) => kind === 'password');
  for (const match of [...sure, ...guesses]) {
    if (kept.length >= MAX_FINDINGS * 2) break;
    if (!kept.some(({ start, end }) => match.start < end && start < match.end)) kept.push(match);
  }
  return kept.sort((a, b) => a.start - b.start);
}

function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
