import { fromBase64, toBase64 } from '../../keys/web/bytes.ts';
import { SealError } from '../../keys/web/errors.ts';
import { linkKeys, openLinkBox, type LinkFile } from '../../keys/web/link.ts';
import { derivePassword, parseKdf } from '../../keys/web/password.ts';
import { LinkError } from './api.ts';
import { downloadFile } from './file-download.ts';
import { KeptFolder } from './kept-folder.ts';
import type { Answer, Ask, FaultCode } from './messages.ts';

/** Progress moves at most four times a second (the page's words with it). */
const PROGRESS_MS = 250;
/** These concern one file; everything else stops them all. */
const OF_ONE_FILE: readonly FaultCode[] = [
  'object-gone',
  'not-sealed',
  'unsupported',
  'wrong-key',
  'tampered',
  'truncated',
];

/** Does in a worker what would hold up the page: passwords, opening, writing. */
export class Desk {
  readonly #answer: (answer: Answer) => void;
  #linkId = '';
  #files: readonly LinkFile[] = [];
  #stop = new AbortController();

  constructor(answer: (answer: Answer) => void) {
    this.#answer = answer;
  }

  async take(ask: Ask): Promise<void> {
    if (ask.ask === 'stop') this.#stop.abort();
    if (ask.ask === 'open') await this.#open(ask);
    if (ask.ask === 'save') await this.#save(ask.token);
  }

  async #open({ id, secret, password, state }: Extract<Ask, { ask: 'open' }>): Promise<void> {
    try {
      const passwordKey = password === null ? undefined : derivePassword(password, parseKdf(state.kdf, 'name'));
      const { proof, boxKey } = await linkKeys(secret, passwordKey);
      const box = fromBase64(state.box);
      if (box === undefined) throw new SealError('tampered');
      const terms = { vaultId: state.vault, linkId: id, expiry: state.expiry, downloads: state.downloads };
      const { files: opened, sender } = await openLinkBox(
        boxKey,
        terms,
        box,
        password === null ? 'tampered' : 'wrong-password',
      );
      this.#files = opened;
      this.#linkId = id;
      const files = opened.map(({ record }) => ({ path: record.path, size: record.size }));
      this.#answer({ answer: 'opened', proof: toBase64(proof), files, ...(sender !== undefined && { sender }) });
    } catch (error) {
      this.#answer({ answer: 'refused', code: codeOf(error) });
    }
  }

  async #save(token: string): Promise<void> {
    this.#stop = new AbortController();
    try {
      const folder = await (await KeptFolder.open()).of(this.#linkId);
      for (const [index, file] of this.#files.entries()) await this.#saveOne(folder, token, file, index);
      this.#answer({ answer: 'ended', why: 'done' });
    } catch (error) {
      this.#answer({ answer: 'ended', why: this.#stop.signal.aborted ? 'stopped' : codeOf(error) });
    }
  }

  async #saveOne(folder: FileSystemDirectoryHandle, token: string, file: LinkFile, index: number): Promise<void> {
    let done = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      this.#answer({ answer: 'progress', index, bytes: done });
    };
    const progress = (bytes: number) => {
      done = bytes;
      timer ??= setTimeout(tell, PROGRESS_MS);
    };
    const { signal } = this.#stop;
    try {
      const saved = await downloadFile({ linkId: this.#linkId, token, file, index, folder, signal, progress });
      clearTimeout(timer);
      this.#answer({ answer: 'saved', index, file: saved });
    } catch (error) {
      const code = codeOf(error);
      clearTimeout(timer);
      tell();
      if (signal.aborted || !OF_ONE_FILE.includes(code)) throw error;
      await Promise.all([`${index}.part`, `${index}.log`].map((name) => folder.removeEntry(name)));
      this.#answer({ answer: 'failed', index, code });
    }
  }
}

function codeOf(error: unknown): FaultCode {
  if (error instanceof LinkError || error instanceof SealError) return error.code;
  if (error instanceof DOMException) return error.name === 'QuotaExceededError' ? 'no-room' : 'no-place';
  return 'unexpected';
}
