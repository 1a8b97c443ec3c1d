import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import type { ElectronParts } from './parts.ts';
import { asksToFetch, asksToRestart, tells } from './questions.ts';
import { offerUpdate, type UpdateEnd } from './updates.ts';
import { WORDS } from './words.ts';

/** What is kept of the user's wish. */
const Wish = Type.Object({ atStart: Type.Boolean() });

export interface UpdateDeps {
  readonly parts: Pick<ElectronParts, 'dialog' | 'updater'>;
  readonly platform: NodeJS.Platform;
  /** Where the wish is kept. */
  readonly file: string;
  /** Ends what must end before another version takes this one's place. False: the user thought better of it. */
  readonly leave: () => Promise<boolean>;
}

/** Looks for newer versions: when it is asked, and at the start where the user wants that; it is off until then. */
export class UpdateDesk {
  readonly #deps: UpdateDeps;
  #isAtStart: boolean;
  #isLooking = false;
  #kept: Promise<void> = Promise.resolve();

  constructor(deps: UpdateDeps) {
    this.#deps = deps;
    this.#isAtStart = wishIn(deps.file);
  }

  get isAtStart(): boolean {
    return this.#isAtStart;
  }

  /** Resolves when the wish is kept. Where it cannot be, it holds until Latchkey is closed. */
  setAtStart(atStart: boolean): Promise<void> {
    this.#isAtStart = atStart;
    this.#kept = this.#kept.then(() => keep(this.#deps.file, atStart)).catch(() => undefined);
    return this.#kept;
  }

  /** Where the user wants it; what comes of it is told only if there is something new. */
  async lookAtStart(): Promise<void> {
    if (this.#isAtStart) await this.#look(false);
  }

  /** Because it was asked for: an answer comes in any case. One look at a time. */
  async look(): Promise<void> {
    await this.#look(true);
  }

  async #look(isAsked: boolean): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { dialog } = this.#deps.parts;
    // What was offered is waited for: then it is told also that it failed.
    let isExpected = isAsked;
    try {
      const end = await this.#offer(() => (isExpected = true));
      if (isAsked) await tellEnd(dialog, end);
    } catch {
      if (isExpected) await tells(dialog, WORDS.updates.failed, WORDS.updates.whyFailed);
    } finally {
      this.#isLooking = false;
    }
  }

  async #offer(accepted: () => void): Promise<UpdateEnd> {
    const { parts, platform, leave } = this.#deps;
    const { dialog } = parts;
    const offer = async (version: string) => {
      if (platform === 'linux') {
        await tells(dialog, WORDS.updates.offer(version), WORDS.updates.told);
        return false;
      }
      const fetches = await asksToFetch(dialog, version);
      if (fetches) accepted();
      return fetches;
    };
    const restart = async (version: string) => (await asksToRestart(dialog, version)) && leave();
    return offerUpdate({ platform, offer, restart }, await parts.updater());
  }
}

async function tellEnd(dialog: UpdateDeps['parts']['dialog'], end: UpdateEnd): Promise<void> {
  if (end === 'newest') await tells(dialog, WORDS.updates.newest);
  if (end === 'no-place') await tells(dialog, WORDS.updates.noPlace, WORDS.updates.whyNoPlace);
}

/** What cannot be read is no wish. */
function wishIn(file: string): boolean {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Check(Wish, kept) && kept.atStart;
  } catch {
    return false;
  }
}

async function keep(file: string, atStart: boolean): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify({ atStart }));
  await rename(`${file}.new`, file);
}
