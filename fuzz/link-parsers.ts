import { folderBucket } from '../backend/buckets/folder.ts';
import { VaultError, type VaultErrorCode } from '../backend/vault/errors.ts';
import { Layout } from '../backend/vault/layout.ts';
import { claimLink, endOfClaim, findClaim, lookAtLink } from '../backend/vault/link-claims.ts';
import { openNote } from '../backend/vault/link-note.ts';
import { openVault } from '../backend/vault/vault.ts';
import { BoxKey } from '../keys/box.ts';
import { idBytes, u32be, u64be } from '../keys/encoding.ts';
import { deriveLinkKeys, formatLink, openLinkBox, parseLink, sha256, type LinkRecord } from '../keys/link.ts';
import { parseKdf } from '../keys/password.ts';
import { OnceWork } from './key-parsers.ts';
import { Fault, jsonBytes, sealErrors, temporaryFolder, type Parser, type ParserTable } from './parser.ts';
import { people, type LinkVector } from './people-parsers.ts';

const NOTE_KEY = new BoxKey(Buffer.alloc(32, 5));

function recordOf({ expiry, downloads, kdf, proofHash, box }: LinkVector): LinkRecord {
  const known = kdf === null ? null : parseKdf(kdf, 'name')!;
  return { expiry, downloads, kdf: known, proofHash: Buffer.from(proofHash, 'hex'), box: Buffer.from(box, 'base64') };
}

/** With the nonce of every process the same. */
function textOf(link: LinkRecord): Buffer {
  const json = JSON.parse(formatLink(link)) as object;
  return jsonBytes({ ...json, nonce: '0'.repeat(32) });
}

/** A link as it lies in the bucket, and its box. */
async function link(): Promise<Parser> {
  const [one, locked] = people().links as [LinkVector, LinkVector];
  const keys = await deriveLinkKeys(one.secret, null, '', new OnceWork());
  const note = Buffer.alloc(80, 1);
  return {
    form: 'json',
    samples: [textOf(recordOf(one)), textOf(recordOf(locked)), textOf({ ...recordOf(one), note })],
    refuses: sealErrors('tampered', 'unsupported'),
    read(input) {
      const { box, expiry, downloads, kdf } = parseLink(input);
      new Date(expiry).toISOString();
      if (kdf !== null && kdf.salt.length !== 32) throw new Fault('a salt of another length');
      const { files } = openLinkBox(keys, { ...one, expiry, downloads }, box);
      if (expiry !== one.expiry || files.length !== 1) throw new Fault('a box that opens under other terms');
    },
  };
}

/** The first link of the vectors, and how whoever made it seals something else into its box. */
export async function linkMaker() {
  const [terms] = people().links as [LinkVector];
  const keys = await deriveLinkKeys(terms.secret, null, '', new OnceWork());
  const ids = idBytes(terms.vaultId, terms.linkId);
  const ad = Buffer.concat([Buffer.from('latchkey/v1/link'), ids, u64be(terms.expiry), u32be(terms.downloads)]);
  const samples = [jsonBytes(terms.opensTo), jsonBytes({ ...terms.opensTo, sender: 'Ana María 東' })];
  return { terms, keys, samples, seal: (inside: Buffer) => keys.boxKey.seal(ad, inside) };
}

/** What lies inside the box, by whoever made the link. */
async function linkBox(): Promise<Parser> {
  const { terms, keys, samples, seal } = await linkMaker();
  return {
    form: 'json',
    samples,
    refuses: sealErrors('tampered'),
    read(input) {
      for (const { objectKey } of openLinkBox(keys, terms, seal(input)).files) {
        if (objectKey.length !== 32) throw new Fault('an object key of another length');
      }
    },
  };
}

/** A note on a link: the bytes as they lie there, and what is in them by its account. */
function linkNote(): Parser {
  const [one] = people().links as [LinkVector];
  const note = { names: ['a.txt', 'é'], count: 2, bytes: 12, made: 1_763_640_000_000 };
  const ad = Buffer.concat([Buffer.from('latchkey/v1/link-note'), idBytes(one.vaultId, one.linkId)]);
  return {
    form: 'json',
    samples: [jsonBytes(note)],
    refuses: () => false,
    read(input) {
      const open = (box: Buffer) => openNote([NOTE_KEY], one.vaultId, one.linkId, box);
      const opened = open(NOTE_KEY.seal(ad, input));
      if (opened !== undefined) new Date(opened.made).toISOString();
      if (open(input) !== undefined) throw new Fault('a note that nobody sealed');
    },
  };
}

/** What is wrong with a link or a claim, said to whoever came with its address. */
function vaultErrors(...codes: readonly VaultErrorCode[]): Parser['refuses'] {
  return (error) => error instanceof VaultError && codes.includes(error.code);
}

/** A real folder with a vault in it, gone with the process. */
async function emptyVault() {
  const bucket = folderBucket({ root: temporaryFolder(), create: true });
  const vault = { type: 'latchkey vault', version: 1, id: people().vaultId };
  await bucket.put(new Layout(bucket.prefix).vault, jsonBytes(vault));
  return { bucket, vault: await openVault(bucket), json: jsonBytes(vault) };
}

/** A claim as a hostile bucket gives it back, and the link it belongs to. */
async function linkClaim(): Promise<Parser> {
  const [one] = people().links as [LinkVector];
  const { vault } = await emptyVault();
  const [token, id] = [Buffer.alloc(32, 1), one.linkId];
  const { proof } = await deriveLinkKeys(one.secret, null, '', new OnceWork());
  const claim = {
    type: 'latchkey link claim',
    version: 1,
    token: sha256(token).toString('hex'),
    time: 1_763_640_000_000,
  };
  const record = textOf({ ...recordOf(one), downloads: 1, expiry: 8.64e15 });
  await vault.bucket.put(vault.layout.link(id), record);
  return {
    form: 'json',
    samples: [jsonBytes({ ...claim, nonce: '0'.repeat(32) })],
    refuses: vaultErrors('no-claim', 'link-used'),
    async read(input) {
      await vault.bucket.put(vault.layout.linkClaim(id, 0), input);
      if ((await lookAtLink(vault, id)).left !== 0) throw new Fault('a claim that is not counted');
      const found = await findClaim(vault, id, token);
      if (!Number.isSafeInteger(found.time) || !Number.isFinite(endOfClaim(found, 0))) throw new Fault('no time');
      await claimLink(vault, id, { proof, token });
    },
  };
}

/** The object that makes a bucket a vault. */
async function vaultObject(): Promise<Parser> {
  const { bucket, vault, json } = await emptyVault();
  return {
    form: 'json',
    samples: [json],
    refuses: sealErrors('tampered', 'unsupported'),
    async read(input) {
      await bucket.put(vault.layout.vault, input);
      await openVault(bucket);
    },
  };
}

export const LINK_PARSERS: ParserTable = {
  link,
  'link-box': linkBox,
  'link-note': linkNote,
  'link-claim': linkClaim,
  vault: vaultObject,
};
