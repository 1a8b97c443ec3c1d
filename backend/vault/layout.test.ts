import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { BoxKey } from '../../keys/box.ts';
import { nameText, openName, parseNameText } from '../../keys/name.ts';
import { Layout, MAX_OBJECT_KEY_BYTES } from './layout.ts';
import { RecordBox } from './record-box.ts';
import { parseRecord } from './record.ts';
import { keysOf, path, temporaryBucket } from './test-vault.ts';

interface NameVector {
  nameKey: string;
  vaultId: string;
  accountId: string;
  fileId: string;
  revision: number;
  changeId: string;
  record: string;
  sealedName: string;
  objectKeyInBucket: string;
  longObject?: string;
}

const text = readFileSync(new URL('../../keys/vectors/vectors.json', import.meta.url), 'utf8');
const vectors = (JSON.parse(text) as { names: NameVector[] }).names;
const layout = new Layout();

test.each(vectors)('vector of revision $revision: its object key is made and read (format 3, 3.1, 3.5)', (vector) => {
  const { accountId, fileId, changeId, revision, objectKeyInBucket, longObject } = vector;
  const name = longObject === undefined ? vector.sealedName : `~${longObject.slice(longObject.lastIndexOf('.') + 1)}`;
  if (revision === 0) {
    expect(layout.content(accountId, { fileId, name })).toBe(objectKeyInBucket);
    expect(layout.parseContent(accountId, objectKeyInBucket)).toEqual({ fileId, name });
  } else {
    expect(layout.change(accountId, { changeId, fileId, revision, name })).toBe(objectKeyInBucket);
    expect(layout.parseChange(accountId, objectKeyInBucket)).toEqual({ changeId, fileId, revision, name });
  }
  if (longObject !== undefined) expect(layout.longName(accountId, fileId, name)).toBe(longObject);
  expect(Buffer.byteLength(objectKeyInBucket)).toBeLessThanOrEqual(MAX_OBJECT_KEY_BYTES);
});

test.each(vectors)('vector of revision $revision opens as a record from a bucket (format 3.1, 3.5)', async (vector) => {
  const bucket = await temporaryBucket();
  const { accountId, fileId, revision, longObject } = vector;
  const box = new RecordBox(
    { bucket, layout, id: vector.vaultId },
    { accountId, nameKeys: { all: [Buffer.from(vector.nameKey, 'hex')] } },
  );
  if (longObject !== undefined) await bucket.put(longObject, parseNameText(vector.sealedName));
  const parsed =
    revision === 0
      ? layout.parseContent(accountId, vector.objectKeyInBucket)
      : layout.parseChange(accountId, vector.objectKeyInBucket);
  expect(await box.open(fileId, revision, parsed!.name)).toEqual(parseRecord(Buffer.from(vector.record)));
  await expect(box.open(fileId, revision + 1, parsed!.name)).rejects.toMatchObject({ code: 'tampered' });
});

test('the vectors hold a name that is long and names that are not', () => {
  expect(vectors.filter(({ longObject }) => longObject !== undefined).length).toBeGreaterThan(0);
  expect(vectors.some(({ longObject }) => longObject === undefined)).toBe(true);
});

const ids = () => randomBytes(16).toString('hex');

test('a key of exactly 1,000 bytes keeps its name; one more byte and the name lies under long/ (format 3.5)', async () => {
  const bucket = await temporaryBucket();
  const [accountId, fileId, changeId, vaultId, keyId] = [ids(), ids(), ids(), ids(), ids()];
  const nameKeys = { all: [randomBytes(32)] };
  const record = { path: path('a'), size: 1, modified: 1, keyId };
  const plainLayout = new Layout();
  const length = (prefix: string) => {
    const toKey = (name: string) => new Layout(prefix).change(accountId, { changeId, fileId, revision: 1, name });
    return { toKey, at: new Layout(prefix) };
  };
  const shortBox = new RecordBox({ bucket, layout: plainLayout, id: vaultId }, { accountId, nameKeys });
  const shortKey = await shortBox.seal(fileId, 1, record, length('').toKey);
  const room = MAX_OBJECT_KEY_BYTES - Buffer.byteLength(shortKey);
  for (const [fill, isLong] of [
    [room, false],
    [room + 1, true],
  ] as const) {
    // Bytes count, not characters; the prefix is part of the key.
    const prefix = `${'é'.repeat(8)}${'p'.repeat(fill - 17)}/`;
    const { toKey, at } = length(prefix);
    const box = new RecordBox({ bucket, layout: at, id: vaultId }, { accountId, nameKeys });
    const key = await box.seal(fileId, 1, record, toKey);
    const { name } = at.parseChange(accountId, key)!;
    expect(name.startsWith('~')).toBe(isLong);
    if (!isLong) expect(Buffer.byteLength(key)).toBe(1000);
    expect((await keysOf(bucket, `${prefix}long/`)).length).toBe(isLong ? 1 : 0);
    expect(await box.open(fileId, 1, name)).toMatchObject(record);
  }
});

test('a long name opens only while its box is there, whole, and the one the key names (format 3.5)', async () => {
  const bucket = await temporaryBucket();
  const [accountId, fileId, vaultId, keyId] = [ids(), ids(), ids(), ids()];
  const box = new RecordBox({ bucket, layout, id: vaultId }, { accountId, nameKeys: { all: [randomBytes(32)] } });
  const long = { path: path(`${'x'.repeat(250)}/${'y'.repeat(250)}/${'z'.repeat(250)}`), size: 1, modified: 1, keyId };
  const seal = async (size: number) =>
    layout.parseContent(
      accountId,
      await box.seal(fileId, 0, { ...long, size }, (name) => layout.content(accountId, { fileId, name })),
    )!.name;
  const [one, two] = [await seal(1), await seal(2)];
  const [keyOne, keyTwo] = [layout.longName(accountId, fileId, one), layout.longName(accountId, fileId, two)];
  expect(await box.open(fileId, 0, one)).toMatchObject({ size: 1 });
  const other = (await (await bucket.get(keyTwo)).body.toArray())[0] as Buffer;
  const tampered = { name: 'SealError', code: 'tampered' };
  await bucket.put(keyOne, other);
  await expect(box.open(fileId, 0, one)).rejects.toMatchObject(tampered);
  await bucket.put(keyOne, Buffer.alloc(1024 * 1024));
  await expect(box.open(fileId, 0, one)).rejects.toMatchObject(tampered);
  await bucket.delete(keyOne);
  await expect(box.open(fileId, 0, one)).rejects.toMatchObject(tampered);
  for (const name of ['~', '~../../x', `${two}x`, '~'.repeat(23), 'x'.repeat(200_000)]) {
    await expect(box.open(fileId, 0, name)).rejects.toMatchObject(tampered);
  }
});

test('a record that no reader takes is never written (format 3.2)', async () => {
  const bucket = await temporaryBucket();
  const [accountId, fileId, vaultId, keyId] = [ids(), ids(), ids(), ids()];
  const box = new RecordBox({ bucket, layout, id: vaultId }, { accountId, nameKeys: { all: [randomBytes(32)] } });
  const good = { path: path('a'), size: 1, modified: 1, keyId };
  const toKey = (name: string) => layout.content(accountId, { fileId, name });
  for (const bad of [
    { mediaType: 'x'.repeat(256) },
    { modified: 1.5 },
    { size: -1 },
    { unknown: { later: 'x'.repeat(70_000) } },
  ]) {
    await expect(box.seal(fileId, 0, { ...good, ...bad }, toKey)).rejects.toThrow(RangeError);
  }
  expect(await keysOf(bucket)).toEqual([]);
});

test('a name opens under whichever name key sealed it, and new ones are sealed under the newest (format 5.2)', async () => {
  const bucket = await temporaryBucket();
  const [accountId, fileId, vaultId, keyId] = [ids(), ids(), ids(), ids()];
  const [older, newer] = [randomBytes(32), randomBytes(32)];
  const vault = { bucket, layout, id: vaultId };
  const record = { path: path('a'), size: 1, modified: 1, keyId };
  let sealed = '';
  const keep = (name: string) => (sealed = name);
  const both = new RecordBox(vault, { accountId, nameKeys: { all: [newer, older] } });
  await new RecordBox(vault, { accountId, nameKeys: { all: [older] } }).seal(fileId, 0, record, keep);
  expect(await both.open(fileId, 0, sealed)).toMatchObject(record);
  await both.seal(fileId, 0, record, keep);
  expect(() => openName([new BoxKey(newer)], { vaultId, accountId, fileId }, 0, parseNameText(sealed))).not.toThrow();
  expect(nameText(parseNameText(sealed))).toBe(sealed);
});

const account = ids();
const [file, change] = [ids(), ids()];
const foreign = [
  `files/${account}/.DS_Store`,
  `files/${account}/${file}`,
  `files/${account}/${file}.`,
  `files/${account}/${file.toUpperCase()}x.abc`,
  `files/${account}/x${file}.abc`,
  `files/${account}/${file}.abc.bak`,
  `files/${account}/${file}.abc (copy)`,
  `files/${account}/${file}.~abc~`,
];
test.each(foreign)('%s is none of the contents (format 3)', (key) => {
  expect(layout.parseContent(account, key)).toBeUndefined();
});

const foreignChanges = ['0', '01', '-1', '4294967296', '99999999999', ''];
test.each(foreignChanges)('a change has no revision "%s" (format 3.1)', (revision) => {
  expect(layout.parseChange(account, `names/${account}/${change}.${file}.${revision}.abc`)).toBeUndefined();
  expect(layout.parseChange(account, `names/${account}/${change}.${file}.4294967295.abc`)).toMatchObject({
    revision: 2 ** 32 - 1,
  });
});

test('an account’s revision is ten digits, no more and no fewer (format 3)', () => {
  const key = layout.account(account, 7);
  expect(key).toBe(`accounts/${account}.0000000007.json`);
  expect(layout.parseAccount(account, key)).toBe(7);
  for (const other of ['7', '00000000007', '000000000x', '0000000007.bak']) {
    expect(layout.parseAccount(account, `accounts/${account}.${other}.json`)).toBeUndefined();
  }
});
