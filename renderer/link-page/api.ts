import type {
  LINK_CLAIM_HEADER,
  LinkClaim,
  LinkClaimed,
  LinkErrorCode,
  LinkState,
} from '../../backend/contract/link-page.ts';

// By type alone: the schemas bring their library along, which is larger than the page.
const CLAIM_HEADER: typeof LINK_CLAIM_HEADER = 'latchkey-claim';
const REFUSALS: Readonly<Record<LinkErrorCode, true>> = {
  'link-gone': true,
  'link-used': true,
  'link-expired': true,
  'wrong-proof': true,
  'no-claim': true,
  'object-gone': true,
};

/** What the page meets beside the server's own refusals: no answer at all, and an answer that makes no sense. */
export type RefusalCode = LinkErrorCode | 'unreachable' | 'unexpected';

export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}

/** A link lists at most 4 MiB (its box in base64), and a little around it. */
const MAX_ANSWER_BYTES = 6 * 2 ** 20;
/** Somebody waits in front of the page for these short answers. */
const ANSWER_MS = 30_000;

/** The part of a sealed object from byte `from` on. */
export interface ObjectRange {
  readonly key: string;
  readonly token: string;
  readonly from: number;
  readonly signal: AbortSignal;
}

/** The only place that talks to the server. Every call throws LinkError. */
export const linkApi = {
  async state(id: string): Promise<LinkState> {
    const json = await answer(`/d/${id}/state`, {});
    if (!isState(json)) throw new LinkError('unexpected');
    return json;
  },

  /** Uses up a download; with the same token once more, the same one. @returns `until` by this computer's clock, which may be another */
  async claim(id: string, claim: LinkClaim): Promise<LinkClaimed> {
    let ahead = 0;
    const json = await answer(
      `/d/${id}/claim`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(claim) },
      ({ headers }) => {
        const theirs = Date.parse(headers.get('date') ?? '');
        if (!Number.isNaN(theirs)) ahead = Date.now() - theirs;
      },
    );
    if (!isClaimed(json)) throw new LinkError('unexpected');
    return { ...json, until: json.until + ahead };
  },

  /** @returns the bytes from `from` on, never others */
  async object(id: string, { key, token, from, signal }: ObjectRange): Promise<ReadableStream<Uint8Array>> {
    const headers = { [CLAIM_HEADER]: token, ...(from > 0 && { range: `bytes=${from}-` }) };
    const response = await reach(`/d/${id}/object?key=${encodeURIComponent(key)}`, { headers, signal });
    const isFrom = from === 0 || response.headers.get('content-range')?.startsWith(`bytes ${from}-`) === true;
    if (response.body === null || !isFrom) throw new LinkError('unexpected');
    return response.body;
  },
};

/** Not every browser takes a stream in `for await`. Leaving early ends the request. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function answer(path: string, init: RequestInit, look?: (response: Response) => void): Promise<unknown> {
  const response = await reach(path, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
  look?.(response);
  try {
    return JSON.parse(await boundedText(response)) as unknown;
  } catch (error) {
    throw error instanceof SyntaxError ? new LinkError('unexpected') : unreachable(error);
  }
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { ...init, cache: 'no-store', credentials: 'omit', redirect: 'error' }).catch(
    (error: unknown) => {
      throw unreachable(error);
    },
  );
  if (response.ok) return response;
  const body = await boundedText(response).catch(() => '');
  const code = (Object.keys(REFUSALS) as LinkErrorCode[]).find((known) => body.includes(`"${known}"`));
  // A gateway that finds nobody behind it says so in a way of its own.
  throw new LinkError(code ?? (response.status >= 500 ? 'unreachable' : 'unexpected'));
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of response.body === null ? [] : chunksOf(response.body)) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new LinkError('unexpected');
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function unreachable(error: unknown): unknown {
  const isStopped = error instanceof DOMException && error.name === 'AbortError';
  return isStopped || error instanceof LinkError ? error : new LinkError('unreachable');
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isState(value: unknown): value is LinkState {
  const state = (value ?? {}) as Partial<Record<keyof LinkState, unknown>>;
  const counts = [state.expiry, state.downloads, state.left].every(isCount);
  const isVault = typeof state.vault === 'string' && /^[0-9a-f]{32}$/.test(state.vault);
  const isOpen = state.state === 'open' && typeof state.box === 'string' && state.kdf !== undefined;
  return counts && isVault && (isOpen || state.state === 'used' || state.state === 'expired');
}

function isClaimed(value: unknown): value is LinkClaimed {
  const claimed = (value ?? {}) as Partial<Record<keyof LinkClaimed, unknown>>;
  return isCount(claimed.n) && isCount(claimed.until);
}
