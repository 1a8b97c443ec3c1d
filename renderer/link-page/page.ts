import i18next from 'i18next';
import type { LinkState } from '../../backend/contract/link-page.ts';
import { toBase64, type Bytes } from '../../keys/web/bytes.ts';
import { clockOf, shareOf, sizeOf } from '../words/measure.ts';
import { dropSecret, type LinkAddress } from './address.ts';
import { LinkError, linkApi } from './api.ts';
import type { ClaimMemory, ClaimPhase, KeptClaim } from './claim-memory.ts';
import { downloadName } from './download-name.ts';
import { button, element, note } from './element.ts';
import { endOf, endScene, FINAL_ENDS, type EndCode } from './end-scene.ts';
import type { Frame } from './frame.ts';
import { GoingList } from './going-scene.ts';
import { freeBytes, type KeptFolder } from './kept-folder.ts';
import type { Answer, Ask, FaultCode, FileView } from './messages.ts';
import { passwordScene, readyScene, roomNote, totalOf } from './ready-scene.ts';

/** Room beside the files themselves: their tags, and what a file system needs for itself. */
const ROOM_BESIDE = 16 * 2 ** 20;
/** A claim whose answer is lost is made again with the same token; so long at least it is worth trying. */
const LEAST_CLAIM_MS = 10 * 60 * 1000;
const TOKEN_BYTES = 32;
/** A browser has read an address of ours long before. */
const ADDRESS_MS = 60_000;
/** A timer with more goes off at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface LinkPageDeps {
  readonly frame: Frame;
  readonly address: LinkAddress;
  readonly memory: ClaimMemory;
  readonly folder: KeptFolder;
  readonly worker: Worker;
}

/** A link's page from its address to its file; each method shows a scene or leads to the next. */
export class LinkPage {
  readonly #deps: LinkPageDeps;
  readonly #id: string;
  #state: LinkState | undefined;
  #claim: KeptClaim | undefined;
  #files: readonly FileView[] = [];
  #sender: string | undefined;
  #proof = '';
  #list: GoingList | undefined;
  /** Until a halt is over: by the button, the connection's return, or giving up. */
  #halted: AbortController | undefined;

  constructor(deps: LinkPageDeps) {
    this.#deps = deps;
    this.#id = deps.address.id;
    deps.worker.addEventListener('message', (event: MessageEvent<Answer>) => this.#hear(event.data));
  }

  async start(): Promise<void> {
    this.#claim = this.#deps.memory.get(this.#id);
    try {
      this.#state = this.#claim?.state ?? (await linkApi.state(this.#id));
    } catch (error) {
      return this.#end(endOf(codeOf(error)));
    }
    if (this.#state.state !== 'open') return this.#end(this.#state.state);
    const { secret } = this.#deps.address;
    if (secret === undefined) return this.#end('incomplete');
    if (this.#state.kdf === null) this.#open(secret, null);
    else this.#askPassword(secret, false);
  }

  #askPassword(secret: Bytes, isWrong: boolean): void {
    this.#deps.frame.show(passwordScene(isWrong, (password) => this.#open(secret, password)));
  }

  #open(secret: Bytes, password: string | null): void {
    this.#ask({ ask: 'open', id: this.#id, secret, password, state: this.#state! });
  }

  #hear(answer: Answer): void {
    switch (answer.answer) {
      case 'opened':
        [this.#proof, this.#files, this.#sender] = [answer.proof, answer.files, answer.sender];
        return void (this.#claim === undefined || this.#claim.phase === 'stopped' ? this.#ready() : this.#goOn());
      case 'refused':
        return answer.code === 'wrong-password'
          ? this.#askPassword(this.#deps.address.secret!, true)
          : this.#end(endOf(answer.code));
      case 'progress':
        return this.#list?.progress(answer.index, answer.bytes);
      case 'saved':
        return this.#saved(answer.index, answer.file);
      case 'failed':
        return this.#list?.failed(answer.index, answer.code);
      case 'ended':
        return this.#ended(answer.why);
    }
  }

  #ready(trouble?: HTMLElement): void {
    const again = this.#claim && new Date(this.#claim.until);
    const save = (pressed: HTMLButtonElement) => {
      pressed.disabled = true;
      void this.#begin();
    };
    this.#deps.frame.show(
      readyScene({ state: this.#state!, files: this.#files, sender: this.#sender, again, trouble, save }),
    );
  }

  async #begin(): Promise<void> {
    const free = await freeBytes();
    if (free < totalOf(this.#files) + ROOM_BESIDE) return this.#ready(roomNote(this.#files, free));
    await this.#goOn();
  }

  /** Claims, or shows the claim there is, and saves what is not saved yet. */
  async #goOn(): Promise<void> {
    const { memory } = this.#deps;
    const token = this.#claim?.token ?? toBase64(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
    const before = this.#claim;
    try {
      // Kept before it is sent: if the answer is lost, the same token gets the same one.
      this.#keep({ token, until: before?.until ?? Date.now() + LEAST_CLAIM_MS, phase: before?.phase ?? 'going' });
      if (this.#claim?.phase !== 'done') {
        const { until } = await linkApi.claim(this.#id, { proof: this.#proof, token });
        this.#keep({ until, phase: 'going' });
      }
    } catch (error) {
      const code = codeOf(error);
      if (code === 'no-room') return this.#ready(roomNote(this.#files, 0));
      if (code === 'unreachable') return this.#halt(code);
      memory.forget(this.#id);
      return this.#end(before !== undefined && code === 'link-used' ? 'over' : endOf(code));
    }
    this.#showGoing();
    this.#ask({ ask: 'save', token });
  }

  #showGoing(trouble?: HTMLElement): void {
    this.#list ??= new GoingList(
      this.#files,
      (words) => this.#deps.frame.say(words),
      () => performance.now(),
    );
    const cancel = button(i18next.t('link-page:going.cancel'), 'outlined', () => this.#stop(trouble !== undefined));
    this.#deps.frame.show({
      title: i18next.t('link-page:going.title', { count: this.#files.length }),
      lead: i18next.t('link-page:going.lead'),
      body: [this.#list.element, trouble, element('p', { class: 'actions' }, cancel)],
    });
  }

  #stop(isHalted: boolean): void {
    this.#halted?.abort();
    if (isHalted) this.#ended('stopped');
    else this.#ask({ ask: 'stop' });
  }

  #saved(index: number, file: File): void {
    const hand = () => handOver(file, this.#files[index]!.path);
    this.#list?.savedAs(index, hand);
    if (this.#claim === undefined || this.#claim.handedOver.includes(index)) return;
    this.#keep({ handedOver: [...this.#claim.handedOver, index] });
    hand();
  }

  #ended(why: 'done' | 'stopped' | FaultCode): void {
    if (why === 'done') return this.#done();
    if (why === 'stopped') return void this.#stopped();
    if (why === 'no-claim' || why === 'link-gone') return this.#end(endOf(why));
    this.#halt(why);
  }

  /** Something is in the way; what is there stays there. */
  #halt(why: FaultCode): void {
    const clock = clockOf(new Date(this.#claim!.until));
    const known = why === 'unreachable' || why === 'no-room' ? why : 'unexpected';
    this.#list?.halt();
    const { bytes = 0, total = 0 } = this.#list ?? {};
    const share = shareOf(bytes, total);
    const missing = sizeOf(total - bytes);
    const key = bytes === 0 ? 'nothing' : known === 'no-room' ? 'keptRoom' : 'kept';
    const text = i18next.t(`link-page:halted.${key}`, { share, clock, missing });
    this.#halted = new AbortController();
    const { signal } = this.#halted;
    const go = () => {
      this.#halted?.abort();
      void this.#goOn();
    };
    if (why === 'unreachable') window.addEventListener('online', go, { signal });
    const goOn = button(i18next.t('link-page:halted.goOn'), 'filled', go);
    this.#showGoing(note('bad', i18next.t(`link-page:halted.${known}`), text, goOn));
  }

  async #stopped(): Promise<void> {
    this.#list = undefined;
    await this.#deps.folder.remove(this.#id);
    this.#keep({ phase: 'stopped', handedOver: [] });
    this.#ready();
  }

  #done(): void {
    const [count, saved] = [this.#files.length, this.#list!.saved];
    this.#list!.finish();
    this.#keep({ phase: 'done' });
    const { until } = this.#claim!;
    const remove = () => void (this.#claim && this.#remove());
    setTimeout(remove, Math.min(MAX_TIMER_MS, Math.max(0, until - Date.now())));
    const now = button(i18next.t('link-page:done.remove'), 'outlined', remove);
    const kept = element(
      'p',
      { class: 'aside' },
      i18next.t('link-page:done.kept', { clock: clockOf(new Date(until)) }),
    );
    const [title, lead] =
      saved === count
        ? [i18next.t('link-page:done.title', { count }), i18next.t('link-page:done.lead', { count })]
        : saved === 0
          ? [i18next.t('link-page:done.noneTitle', { count }), i18next.t('link-page:done.noneLead')]
          : [i18next.t('link-page:done.partTitle', { saved, count }), i18next.t('link-page:done.partLead')];
    const below = saved === 0 ? [] : [kept, element('p', { class: 'actions' }, now)];
    this.#deps.frame.show({ title, lead, body: [this.#list!.element, ...below] });
  }

  /** Nothing opened stays in this browser, and the address is worth nothing to whoever finds it here. */
  async #remove(): Promise<void> {
    this.#claim = undefined;
    this.#deps.memory.forget(this.#id);
    await this.#deps.folder.remove(this.#id);
    dropSecret();
    const lead = i18next.t('link-page:removed.text');
    this.#deps.frame.show({ title: i18next.t('link-page:removed.title'), lead });
  }

  #end(code: EndCode): void {
    if (FINAL_ENDS.includes(code)) {
      this.#deps.memory.forget(this.#id);
      void this.#deps.folder.remove(this.#id);
      dropSecret();
    }
    this.#deps.frame.show(endScene(code, this.#state, () => location.reload()));
  }

  #ask(ask: Ask): void {
    this.#deps.worker.postMessage(ask, []);
  }

  #keep(changes: Partial<KeptClaim> & { phase?: ClaimPhase }): void {
    const before = this.#claim ?? { token: '', until: 0, phase: 'going', handedOver: [], state: this.#state! };
    const claim = { ...before, ...changes };
    this.#deps.memory.keep(this.#id, claim);
    this.#claim = claim;
  }
}

/** The browser takes the file for its downloads, under its name. */
function handOver(file: File, path: string): void {
  const address = URL.createObjectURL(file);
  element('a', { href: address, download: downloadName(path) }).click();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_MS);
}

function codeOf(error: unknown): FaultCode {
  if (error instanceof LinkError) return error.code;
  return error instanceof DOMException && error.name === 'QuotaExceededError' ? 'no-room' : 'unexpected';
}
