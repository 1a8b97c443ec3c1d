import type { SecretQuestion, ToBackend } from './backend-messages.ts';
import type { CallAnswer } from './ipc-contract.ts';
import type { ElectronParts } from './parts.ts';

/**
 * How this computer keeps secrets. On Linux without a keyring Chromium offers `basic_text`: a key that every Chromium knows, which keeps
 * nothing from anybody. It is not used, and said. To be asked once the app is ready.
 */
export function keyringOf(safeStorage: ElectronParts['safeStorage'], platform: NodeJS.Platform): CallAnswer<'keyring'> {
  if (!safeStorage.isEncryptionAvailable()) return 'none';
  if (platform !== 'linux') return 'real';
  const backend = safeStorage.getSelectedStorageBackend();
  return backend === 'basic_text' || backend === 'unknown' ? 'weak' : 'real';
}

/** Seals or opens for the backend. A keyring that is locked or does not know the text answers null, and the backend goes on without. */
export function answerSecret(
  safeStorage: ElectronParts['safeStorage'],
  { id, act, text }: SecretQuestion,
): ToBackend & { kind: 'secret' } {
  try {
    const done =
      act === 'seal'
        ? safeStorage.encryptString(text).toString('base64')
        : safeStorage.decryptString(Buffer.from(text, 'base64'));
    return { kind: 'secret', id, text: done };
  } catch {
    return { kind: 'secret', id, text: null };
  }
}
