import type { KeyView } from '../../backend/contract/keys.ts';
import type { Bytes } from '../../keys/web/bytes.ts';
import type { SealErrorCode } from '../../keys/web/errors.ts';

/** A key file to be read; with its passphrase, if it has one and is to be opened. */
export interface Ask {
  readonly file: Bytes;
  readonly passphrase: string | undefined;
}

/** What may be shown of it, and its file opened: null where it wants a passphrase and none was given. Or why it cannot be read. */
export type Answer =
  | { readonly view: KeyView; readonly file: Bytes | null }
  | { readonly code: SealErrorCode | 'unexpected' };
