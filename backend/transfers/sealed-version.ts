import { randomBytes } from 'node:crypto';
import { DEFAULT_EXPONENT, type Suite } from '../../keys/header.ts';
import { keyId as keyFileId, type KeyFile } from '../../keys/key-file.ts';
import { deriveObjectKey } from '../../keys/object-key.ts';
import { RangeSealer, type SealedFile } from '../../keys/range-sealer.ts';
import type { Draft } from '../vault/content.ts';
import { TransferError } from './errors.ts';
import type { TransferOptions } from './progress.ts';

export interface SealChoice {
  readonly suite?: Suite | undefined;
  /** A segment holds 2^exponent bytes. */
  readonly exponent?: number | undefined;
}

export type UploadOptions = TransferOptions & SealChoice;

/**
 * What a draft's content is sealed with.
 * @param salt 32 bytes, drawn anew but for an upload that goes on (format 2.7)
 * @throws TransferError `no-key` for one that was wiped: its id would still stand in a file that no key opens
 */
export function sealedFile(
  keyFile: KeyFile,
  { fileId, record }: Draft,
  { suite = 1, exponent = DEFAULT_EXPONENT }: SealChoice,
  salt: Buffer = randomBytes(32),
): SealedFile {
  if (keyFileId(keyFile.key, keyFile.iv) !== keyFile.id) {
    throw new TransferError('no-key', `The key was closed before ${record.path} was sealed; nothing of it was stored.`);
  }
  const header = { suite, exponent, kind: 0, keyId: keyFile.id, fileId, salt } as const;
  return { header, objectKey: deriveObjectKey(keyFile, salt), plainBytes: record.size };
}

/** Bytes of content that are done once the stored file is done up to `storedEnd`: parts end anywhere in a segment. */
export function plainDone(file: SealedFile, storedEnd: number): number {
  const { storedBytes } = new RangeSealer(file);
  return storedEnd >= storedBytes ? file.plainBytes : Math.floor((storedEnd / storedBytes) * file.plainBytes);
}
