import type { Bytes } from '../../keys/web/bytes.ts';
import type { SealErrorCode } from '../../keys/web/errors.ts';
import type { LinkState } from '../../backend/contract/link-page.ts';
import type { RefusalCode } from './api.ts';

/** Everything that can stop opening or saving; `no-room` and `no-place` are the browser's own. */
export type FaultCode = RefusalCode | SealErrorCode | 'no-room' | 'no-place';

/** A file as people see it. */
export interface FileView {
  /** Its path in the sender's vault, by format 3.4: hostile in every other way. */
  readonly path: string;
  readonly size: number;
}

/** What the page asks its worker. */
export type Ask =
  | {
      readonly ask: 'open';
      readonly id: string;
      readonly secret: Bytes;
      readonly password: string | null;
      readonly state: LinkState;
    }
  | { readonly ask: 'save'; readonly token: string }
  | { readonly ask: 'stop' };

/** What the worker answers. After `save`: any number of `progress`, `saved` and `failed`, then one `ended`. */
export type Answer =
  | { readonly answer: 'opened'; readonly proof: string; readonly files: readonly FileView[]; readonly sender?: string }
  | { readonly answer: 'refused'; readonly code: FaultCode }
  | { readonly answer: 'progress'; readonly index: number; readonly bytes: number }
  | { readonly answer: 'saved'; readonly index: number; readonly file: File }
  | { readonly answer: 'failed'; readonly index: number; readonly code: FaultCode }
  | { readonly answer: 'ended'; readonly why: 'done' | 'stopped' | FaultCode };
