import { DEFAULT_EXPONENT, MAX_EXPONENT, MIN_EXPONENT, type Suite } from '../../keys/header.ts';
import type { SealingMemory } from '../state/sealing-memory.ts';
import type { SealChoice } from './sealed-version.ts';

/** What people call the suites (docs/format.md 2.2). */
export const SUITES = { cbc: 1, cfb: 2 } as const satisfies Record<string, Suite>;
export type SuiteName = keyof typeof SUITES;

export function suiteName(suite: Suite): SuiteName {
  return suite === SUITES.cfb ? 'cfb' : 'cbc';
}

/** How a file is sealed: all of it said. */
export type SealDefaults = Required<{ readonly [Name in keyof SealChoice]: NonNullable<SealChoice[Name]> }>;

/** What is measured to be fast, and taken until somebody chooses otherwise. */
export const USUAL_SEALING: SealDefaults = { suite: SUITES.cbc, exponent: DEFAULT_EXPONENT };

/** How new files of this computer are sealed where nobody says otherwise for one of them. Files that are there already stay as they are. */
export class SealSettings {
  readonly #memory: SealingMemory;

  constructor(memory: SealingMemory) {
    this.#memory = memory;
  }

  async get(): Promise<SealDefaults> {
    const { suite, exponent } = keptChoice(await this.#memory.get());
    return { suite: suite ?? USUAL_SEALING.suite, exponent: exponent ?? USUAL_SEALING.exponent };
  }

  /** What is left out stays. */
  async set({ suite, exponent }: SealChoice): Promise<void> {
    await this.#memory.keep({ ...(suite !== undefined && { suite }), ...(exponent !== undefined && { exponent }) });
  }

  /** What was said for one upload, and for the rest what is set. */
  async complete<Given extends SealChoice>(given: Given): Promise<Given & SealDefaults> {
    if (given.suite !== undefined && given.exponent !== undefined) return given as Given & SealDefaults;
    const { suite, exponent } = await this.get();
    return { ...given, suite: given.suite ?? suite, exponent: given.exponent ?? exponent };
  }
}

/** A choice as it was kept: what no file can be sealed with is none. */
export function keptChoice(kept: { readonly suite: number | null; readonly exponent: number | null }): SealChoice {
  const suite = Object.values(SUITES).find((one) => one === kept.suite);
  const { exponent } = kept;
  const fits = exponent !== null && Number.isInteger(exponent) && exponent >= MIN_EXPONENT && exponent <= MAX_EXPONENT;
  return { suite, exponent: fits ? exponent : undefined };
}
