import type { Work } from './backend-messages.ts';
import type { ElectronParts, WindowPart } from './parts.ts';

/** Electron's words for a bar that is not there, and for one whose end is not known. */
const NO_BAR = -1;
const ENDLESS = 2;

/** What the desktop shows of transfers: a bar in dock and taskbar, and a computer that stays awake. */
export class WorkSigns {
  readonly #blocker: ElectronParts['powerSaveBlocker'];
  readonly #window: () => Pick<WindowPart, 'setProgressBar'> | undefined;
  #awake: number | undefined;
  #running = 0;

  constructor(
    blocker: ElectronParts['powerSaveBlocker'],
    window: () => Pick<WindowPart, 'setProgressBar'> | undefined,
  ) {
    this.#blocker = blocker;
    this.#window = window;
  }

  /** Transfers under way: quitting asks while there are any. */
  get running(): number {
    return this.#running;
  }

  show({ running, share }: Omit<Work, 'kind'>): void {
    this.#running = running;
    this.#window()?.setProgressBar(running === 0 ? NO_BAR : (share ?? ENDLESS));
    if (running > 0) this.#awake ??= this.#blocker.start('prevent-app-suspension');
    else if (this.#awake !== undefined) {
      this.#blocker.stop(this.#awake);
      this.#awake = undefined;
    }
  }
}
