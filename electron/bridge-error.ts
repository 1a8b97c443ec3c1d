import type { BridgeErrorCode } from './ipc-contract.ts';

/** Something that the desktop does not do for the window. The code travels; the sentence is the window's. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';
  readonly code: BridgeErrorCode;

  constructor(code: BridgeErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}
