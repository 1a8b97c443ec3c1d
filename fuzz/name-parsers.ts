import { BoxKey } from '../keys/box.ts';
import { nameText, openName, parseNameText, sealName, splitNameText } from '../keys/name.ts';
import { Layout } from '../backend/vault/layout.ts';
import { formatRecord, MAX_RECORD_BYTES, parseRecord } from '../backend/vault/record.ts';
import { Fault, jsonBytes, sealErrors, vector, type Parser, type ParserTable } from './parser.ts';

interface NameVector {
  readonly nameKey: string;
  readonly vaultId: string;
  readonly accountId: string;
  readonly fileId: string;
  readonly changeId: string;
  readonly revision: number;
  readonly record: string;
  readonly sealedName: string;
}

const vectors = () => (JSON.parse(vector('vectors.json').toString()) as { names: NameVector[] }).names;

/** A sealed name as it stands in an object's key: opens to what was sealed, or not at all. */
function name(): Parser {
  const known = vectors();
  return {
    form: 'bytes',
    samples: known.map(({ sealedName }) => Buffer.from(sealedName)),
    refuses: sealErrors('tampered'),
    read(input) {
      const [{ nameKey, revision, ...owner }] = known as [NameVector];
      const box = parseNameText(input.toString('latin1').replaceAll('/', ''));
      const opened = openName([new BoxKey(Buffer.from(nameKey, 'hex'))], owner, revision, box);
      if (!known.some(({ record }) => opened.toString() === record)) throw new Fault('a record that nobody sealed');
    },
  };
}

/** The record in a sealed name, by somebody who has the name key. */
function record(): Parser {
  const [{ nameKey, revision, ...owner }] = vectors() as [NameVector];
  const key = new BoxKey(Buffer.from(nameKey, 'hex'));
  const full = { p: 'é/日本/a b.txt', s: 2 ** 53 - 1, m: -8.64e15, k: '0f'.repeat(16), t: 'text/plain', x: 'trash' };
  return {
    form: 'json',
    samples: [
      ...vectors().map((one) => Buffer.from(one.record)),
      jsonBytes({ ...full, h: 'ab'.repeat(32), later: [1] }),
    ],
    refuses: sealErrors('tampered'),
    read(input) {
      // Bytes that are no text come through as they are: the box does not mind.
      const sealed = sealName(key, owner, revision, input.toString('utf8'));
      const read = parseRecord(openName([key], owner, revision, parseNameText(nameText(sealed))));
      parseRecord(input);
      new Date(read.modified).toISOString();
      if (input.length > MAX_RECORD_BYTES / 8) return;
      const again = parseRecord(Buffer.from(formatRecord(read)));
      if (JSON.stringify(again) !== JSON.stringify(read)) throw new Fault('a record changes when it is written');
    },
  };
}

/** Keys of objects as a hostile bucket lists them. */
function objectKey(): Parser {
  const [{ accountId, fileId, changeId, sealedName }] = vectors() as [NameVector];
  const layout = new Layout('a/b/');
  const claim = layout.linkClaim(fileId, 3);
  const file = layout.content(accountId, { fileId, name: sealedName });
  const change = layout.change(accountId, { fileId, changeId, revision: 7, name: sealedName });
  const share = layout.share({ recipientId: accountId, fileId, senderId: changeId });
  const keys = [claim, layout.link(fileId), file, change, share, layout.account(accountId, 4), layout.bare(file)];
  return {
    form: 'bytes',
    samples: [...keys, layout.bare(layout.thumbnail(accountId, fileId))].map((key) => Buffer.from(key)),
    refuses: () => false,
    read(input) {
      const key = input.toString('utf8');
      const link = layout.parseLink(key);
      if (link?.n !== undefined && !layout.linkClaim(link.id, link.n).endsWith(key.slice(layout.links.length))) fault();
      const sharedTo = layout.parseShare(key);
      if (sharedTo && !layout.share(sharedTo).endsWith(key.slice(layout.shares.length))) fault();
      const content = layout.parseContent(accountId, key);
      if (content !== undefined) splitNameText(content.name);
      const changed = layout.parseChange(accountId, key);
      if (changed && !(changed.revision >= 1 && changed.revision < 2 ** 32)) fault();
      layout.parseAccount(accountId, key);
      layout.sharedContent(accountId, key);
      if (
        layout
          .sealedFile(key)
          ?.split('/')
          .some((part) => part === '' || part === '.' || part === '..')
      )
        fault();
    },
  };
}

function fault(): never {
  throw new Fault('an object key that is none of ours');
}

export const NAME_PARSERS: ParserTable = { name, record, 'object-key': objectKey };
