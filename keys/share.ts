import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { BoxKey } from './box.ts';
import { fromBase64, idBytes, isObject, parseJsonObject } from './encoding.ts';
import { SealError } from './errors.ts';
import { unwrapKey, WRAPPED_BYTES, wrapKey } from './recipient.ts';

const TYPE = 'latchkey share';
const SIGNATURE_BYTES = 64;
const OBJECT_KEY_BYTES = 32;
/** A record has at most 64 KiB and base64 makes it a third longer; the rest is small. */
export const MAX_SHARE_BYTES = 128 * 1024;

/** What a share is bound to: moved to another file, sender or recipient it does not open. Ids are 32 hex digits. */
export interface ShareParties {
  readonly vaultId: string;
  readonly fileId: string;
  readonly senderId: string;
  readonly recipientId: string;
  /** The recipient's public key for wrapping, SPKI in DER. */
  readonly recipientKey: Buffer;
}

/** What a share hands over: one file, and nothing that opens another. */
export interface ShareContent {
  /** 32 bytes (format 2.3). */
  readonly objectKey: Buffer;
  /** Where the sealed file lies: the whole key of its object. */
  readonly key: string;
  /** The file's record as JSON (format 3.2), with "h". */
  readonly record: Readonly<Record<string, unknown>>;
  /** Who shares: an account record tells no name. To be compared with the sender's id (format 5.1). */
  readonly sender?: string | undefined;
}

/**
 * The JSON text of a share (format 5.3).
 * @param signing the sender's private key, Ed25519, PKCS#8 in DER
 * @throws RangeError where it would be larger than a reader takes
 */
export function sealShare(parties: ShareParties, content: ShareContent, signing: Buffer): string {
  const { objectKey, key, record, sender } = content;
  const ad = associatedData(parties);
  const secret = randomBytes(32);
  const message = JSON.stringify({ objectKey: objectKey.toString('base64'), key, record, sender });
  const wrapped = wrapKey(parties.recipientKey, secret);
  const box = new BoxKey(secret).seal(ad, Buffer.from(message, 'utf8'));
  const signature = sign(null, Buffer.concat([ad, wrapped, box]), privateKey(signing));
  const [wrappedText, boxText, signatureText] = [wrapped, box, signature].map((bytes) => bytes.toString('base64'));
  const json = { type: TYPE, version: 1, wrapped: wrappedText, box: boxText, signature: signatureText };
  const text = `${JSON.stringify(json)}\n`;
  if (Buffer.byteLength(text) > MAX_SHARE_BYTES) throw new RangeError('a share has at most 128 KiB');
  return text;
}

/**
 * Opens a share: the signature first, so that nothing of a stranger's is deciphered.
 * @param senderSigning the sender's public key, SPKI in DER, of the account that its recipient has pinned
 * @param encryption the recipient's private key, PKCS#8 in DER
 * @throws SealError `tampered` whatever differs from what its sender wrote; `unsupported` for a version to come
 */
export function openShare(
  bytes: Uint8Array,
  parties: ShareParties,
  senderSigning: Buffer,
  encryption: Buffer,
): ShareContent {
  const json = bytes.length <= MAX_SHARE_BYTES ? parseJsonObject(bytes) : undefined;
  if (json === undefined || json['type'] !== TYPE) throw new SealError('tampered');
  if (json['version'] !== 1) throw new SealError('unsupported');
  const wrapped = fromBase64(json['wrapped'], [WRAPPED_BYTES]);
  const box = fromBase64(json['box']);
  const signature = fromBase64(json['signature'], [SIGNATURE_BYTES]);
  if (wrapped === undefined || box === undefined || signature === undefined) throw new SealError('tampered');
  const ad = associatedData(parties);
  const publicKey = createPublicKey({ key: senderSigning, format: 'der', type: 'spki' });
  if (!verify(null, Buffer.concat([ad, wrapped, box]), publicKey, signature)) throw new SealError('tampered');
  return parseContent(new BoxKey(unwrapKey(encryption, wrapped)).open(ad, box));
}

function parseContent(message: Buffer): ShareContent {
  const json = parseJsonObject(message);
  const objectKey = fromBase64(json?.['objectKey'], [OBJECT_KEY_BYTES]);
  const { key, record, sender } = json ?? {};
  const nameFits = sender === undefined || typeof sender === 'string';
  if (objectKey === undefined || typeof key !== 'string' || !isObject(record) || !nameFits) {
    throw new SealError('tampered');
  }
  return { objectKey, key, record, sender };
}

function associatedData({ vaultId, fileId, senderId, recipientId, recipientKey }: ShareParties): Buffer {
  const ids = idBytes(vaultId, fileId, senderId, recipientId);
  const keyHash = createHash('sha256').update(recipientKey).digest();
  return Buffer.concat([Buffer.from('latchkey/v1/share', 'ascii'), ids, keyHash]);
}

function privateKey(pkcs8: Buffer) {
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}
