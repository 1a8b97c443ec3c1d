import { KeptSwitch } from './kept-switch.ts';
import type { ElectronParts } from './parts.ts';
import { asksToFetch, asksToRestart, tells } from './questions.ts';
import { offerUpdate, type UpdateEnd } from './updates.ts';
import { WORDS } from './words.ts';

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
  /** Whether it is looked at the start. */
  readonly atStart: KeptSwitch;
  #isLooking = false;

  constructor(deps: UpdateDeps) {
    this.#deps = deps;
    this.atStart = new KeptSwitch(deps.file, 'atStart');
  }

  /** Where the user wants it; what comes of it is told only if there is something new. */
  async lookAtStart(): Promise<void> {
    if (this.atStart.is) await this.#look(false);
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
