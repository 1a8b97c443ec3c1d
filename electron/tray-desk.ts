import type { MenuItemConstructorOptions } from 'electron';
import type { Work } from './backend-messages.ts';
import { KeptSwitch } from './kept-switch.ts';
import type { ElectronParts, TrayPart } from './parts.ts';
import { WORDS } from './words.ts';

export interface TrayDeps {
  readonly parts: Pick<ElectronParts, 'menu' | 'newTray'>;
  /** Where the wish to have it is kept. */
  readonly file: string;
  /** Pauses what is under way, or lets it go on. */
  readonly hold: (is: boolean) => void;
  readonly show: () => void;
  readonly quit: () => void;
}

/** What is under way, beside the clock, where the user wants it: how far it is, pausing it, and the way back to the window. */
export class TrayDesk {
  readonly #deps: TrayDeps;
  readonly #isWanted: KeptSwitch;
  #tray: TrayPart | undefined;
  #work: Omit<Work, 'kind'> = { running: 0, share: null };
  #isHeld = false;
  /** What its menu says now: a menu that is made anew closes under the pointer. */
  #said = '';

  constructor(deps: TrayDeps) {
    this.#deps = deps;
    this.#isWanted = new KeptSwitch(deps.file, 'shown');
  }

  get isWanted(): boolean {
    return this.#isWanted.is;
  }

  want(is: boolean): void {
    void this.#isWanted.set(is);
    this.place();
  }

  see(work: Omit<Work, 'kind'>): void {
    this.#work = work;
    this.#draw();
  }

  /** A backend that was started anew knows of no pause. */
  forgetHold(): void {
    this.#isHeld = false;
    this.#draw();
  }

  /** Puts it where it is wanted, or takes it away. */
  place(): void {
    if (!this.#isWanted.is) {
      this.#tray?.destroy();
      this.#tray = undefined;
    } else if (this.#tray === undefined) {
      this.#tray = this.#deps.parts.newTray();
      this.#tray.on('click', () => this.#deps.show());
      this.#said = '';
      this.#draw();
    }
  }

  #draw(): void {
    const tray = this.#tray;
    if (tray === undefined) return;
    const { running, share } = this.#work;
    const words = WORDS.tray;
    const percent = share === null ? undefined : Math.floor(share * 100);
    const state =
      this.#isHeld && running === 0 ? words.held : running === 0 ? words.idle : words.busy(running, percent);
    tray.setToolTip(`${WORDS.app}: ${state}`);
    const said = `${running > 0} ${this.#isHeld}`;
    if (said === this.#said) return;
    this.#said = said;
    tray.setContextMenu(this.#deps.parts.menu.buildFromTemplate(this.#menu(running > 0)));
  }

  #menu(isBusy: boolean): MenuItemConstructorOptions[] {
    const { pause, goOn, show, quit } = WORDS.tray;
    const hold = (is: boolean) => () => {
      this.#isHeld = is;
      this.#deps.hold(is);
      this.#draw();
    };
    return [
      this.#isHeld ? { label: goOn, click: hold(false) } : { label: pause, enabled: isBusy, click: hold(true) },
      { type: 'separator' },
      { label: show, click: () => this.#deps.show() },
      { label: quit, click: () => this.#deps.quit() },
    ];
  }
}
