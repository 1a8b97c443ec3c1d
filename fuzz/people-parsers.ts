import { createHash, createPrivateKey, sign } from 'node:crypto';
import { accountBoxKey, accountId, parseAccountRecord, unboxAccountRecord } from '../keys/account-record.ts';
import { parseRecord } from '../backend/vault/record.ts';
import { BoxKey } from '../keys/box.ts';
import { idBytes, parseJsonObject, u32be } from '../keys/encoding.ts';
import { keyringMembers, parsePair } from '../keys/keyring.ts';
import { wrapKey } from '../keys/recipient.ts';
import { openShare, type ShareParties } from '../keys/share.ts';
import { OnceWork } from './key-parsers.ts';
import { Fault, jsonBytes, sealErrors, vector, type Parser, type ParserTable } from './parser.ts';

export interface People {
  readonly vaultId: string;
  readonly accounts: readonly { password: string; record: { id: string }; keyring: Record<string, unknown> }[];
  readonly share: { fileId: string; json: object; opensTo: Record<string, unknown> };
  readonly links: readonly LinkVector[];
}

export interface LinkVector {
  readonly vaultId: string;
  readonly linkId: string;
  readonly secret: string;
  readonly password: string | null;
  readonly proofHash: string;
  readonly expiry: number;
  readonly downloads: number;
  readonly kdf: Record<string, unknown> | null;
  readonly box: string;
  readonly opensTo: object;
}

export const people = () => JSON.parse(vector('people.json').toString()) as People;

async function firstAccount() {
  const { vaultId, accounts } = people();
  const [{ password, record, keyring }] = accounts as [People['accounts'][0]];
  const parsed = parseAccountRecord(jsonBytes(record));
  const boxKey = await accountBoxKey(password, parsed.kdf, new OnceWork());
  return { vaultId, parsed, boxKey, keyring, samples: accounts.map((one) => jsonBytes(one.record)) };
}

/** An account's record as it lies in the bucket. */
async function account(): Promise<Parser> {
  const { vaultId, parsed, boxKey, samples } = await firstAccount();
  return {
    form: 'json',
    samples,
    refuses: sealErrors('tampered', 'unsupported', 'wrong-password'),
    read(input) {
      const record = parseAccountRecord(input);
      // Under another salt it would be another key.
      if (!record.kdf.salt.equals(parsed.kdf.salt) || record.kdf.N !== parsed.kdf.N) return;
      const { keyring } = unboxAccountRecord(record, vaultId, boxKey);
      if (keyring.username !== 'Ana') throw new Fault('a keyring that nobody sealed');
    },
  };
}

/** What lies inside it, by somebody who knows the password. */
async function keyring(): Promise<Parser> {
  const { vaultId, parsed, boxKey, keyring: members } = await firstAccount();
  const ids = idBytes(vaultId, parsed.id);
  const ad = Buffer.concat([Buffer.from('latchkey/v1/account-record'), ids, u32be(parsed.revision)]);
  return {
    form: 'json',
    samples: [jsonBytes(members), jsonBytes({ ...members, dropped: ['0f'.repeat(16)], pins: { [parsed.id]: 'x' } })],
    refuses: sealErrors('tampered'),
    read(input) {
      // What stands outside says the same, whatever it is.
      const publicKeys = parsePair(parseJsonObject(input)?.['publicKeys']) ?? parsed.publicKeys;
      const record = { ...parsed, publicKeys, keyring: boxKey.seal(ad, input) };
      keyringMembers(unboxAccountRecord(record, vaultId, boxKey).keyring);
    },
  };
}

function parties() {
  const { vaultId, accounts, share } = people();
  const [sender, recipient] = accounts as [People['accounts'][0], People['accounts'][0]];
  const keys = (one: People['accounts'][0], which: 'publicKeys' | 'privateKeys', use: 'encryption' | 'signing') =>
    Buffer.from((one.keyring[which] as Record<string, string>)[use]!, 'base64');
  const between: ShareParties = {
    vaultId,
    fileId: share.fileId,
    senderId: sender.record.id,
    recipientId: recipient.record.id,
    recipientKey: keys(recipient, 'publicKeys', 'encryption'),
  };
  return {
    between,
    json: jsonBytes(share.json),
    message: jsonBytes(share.opensTo),
    senderSigning: keys(sender, 'publicKeys', 'signing'),
    signing: createPrivateKey({ key: keys(sender, 'privateKeys', 'signing'), format: 'der', type: 'pkcs8' }),
    encryption: keys(recipient, 'privateKeys', 'encryption'),
  };
}

/** A share as it lies in the bucket. */
function share(): Parser {
  const { between, json, message, senderSigning, encryption } = parties();
  const { key } = JSON.parse(message.toString()) as { key: string };
  return {
    form: 'json',
    samples: [json],
    refuses: sealErrors('tampered', 'unsupported'),
    read(input) {
      if (openShare(input, between, senderSigning, encryption).key !== key) throw new Fault('a share that nobody made');
    },
  };
}

/** What lies inside it, by its sender: whatever it is, it is signed and wrapped as it should be. */
function shareMessage(): Parser {
  const { between, message, senderSigning, signing, encryption } = parties();
  const { vaultId, fileId, senderId, recipientId, recipientKey } = between;
  const keyHash = createHash('sha256').update(recipientKey).digest();
  const ids = idBytes(vaultId, fileId, senderId, recipientId);
  const ad = Buffer.concat([Buffer.from('latchkey/v1/share'), ids, keyHash]);
  const secret = Buffer.alloc(32, 3);
  const wrapped = wrapKey(recipientKey, secret);
  return {
    form: 'json',
    samples: [message, jsonBytes({ ...(JSON.parse(message.toString()) as object), sender: 'Ana' })],
    refuses: sealErrors('tampered'),
    read(input) {
      const box = new BoxKey(secret).seal(ad, input);
      const signature = sign(null, Buffer.concat([ad, wrapped, box]), signing);
      const [wrappedText, boxText, signatureText] = [wrapped, box, signature].map((bytes) => bytes.toString('base64'));
      const json = { type: 'latchkey share', version: 1, wrapped: wrappedText, box: boxText, signature: signatureText };
      const { record, sender: name } = openShare(jsonBytes(json), between, senderSigning, encryption);
      // As whoever receives it does.
      parseRecord(jsonBytes(record));
      if (name !== undefined) accountId(vaultId, name);
    },
  };
}

export const PEOPLE_PARSERS: ParserTable = { account, keyring, share, 'share-message': shareMessage };
