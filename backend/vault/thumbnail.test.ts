import { expect, test } from 'vitest';
import { newKeyFile } from '../../keys/key-file.ts';
import { Sealer } from '../../keys/sealer.ts';
import { MAX_THUMBNAIL_BYTES } from './thumbnail.ts';
import { before, bytesOf, keysOf, testVault } from './test-vault.ts';

const tampered = { name: 'SealError', code: 'tampered' };

async function setUp() {
  const vault = await testVault();
  const computer = await vault.computer();
  const file = async (path: string) => computer.catalog.get(await vault.put(computer, path, path))!;
  const [a, b] = [await file('a'), await file('b')];
  const keyOf = ({ id }: { id: string }) => vault.vault.layout.thumbnail(computer.accountId, id);
  const open = async (of: typeof a) => (await computer.thumbnails.open(of, vault.keyFile))?.toString();
  return { vault, computer, a, b, keyOf, open };
}

test('a thumbnail comes out as it went in, up to 256 KiB, and the last one counts', async () => {
  const { vault, computer, a, b, keyOf, open } = await setUp();
  expect(await open(a)).toBeUndefined();
  for (const length of [0, 1, 65_536, 65_537, MAX_THUMBNAIL_BYTES]) {
    const picture = Buffer.alloc(length, 'picture');
    await computer.thumbnails.put(a, vault.keyFile, picture);
    expect((await computer.thumbnails.open(a, vault.keyFile))!.equals(picture)).toBe(true);
  }
  expect(await open(b)).toBeUndefined();
  expect(await keysOf(vault.bucket, 'thumbs/')).toEqual([keyOf(a)]);
  expect((await bytesOf(vault.bucket, keyOf(a))).includes('picture')).toBe(false);
  const tooLarge = Buffer.alloc(MAX_THUMBNAIL_BYTES + 1);
  await expect(computer.thumbnails.put(b, vault.keyFile, tooLarge)).rejects.toBeInstanceOf(RangeError);
  expect(await keysOf(vault.bucket, 'thumbs/')).toEqual([keyOf(a)]);
});

test('another key neither seals nor opens a thumbnail', async () => {
  const { vault, computer, a } = await setUp();
  const other = newKeyFile('other', new Date(0));
  const wrong = { name: 'SealError', code: 'wrong-key', mismatch: { needs: vault.keyFile.id, given: other.id } };
  await expect(computer.thumbnails.put(a, other, Buffer.from('x'))).rejects.toMatchObject(wrong);
  expect(await keysOf(vault.bucket, 'thumbs/')).toEqual([]);
  await expect(computer.thumbnails.open(a, other)).rejects.toMatchObject(wrong);
});

test('what a bucket puts in its place is refused: content, another file’s, an altered, cut or endless one (format 2.6)', async () => {
  const { vault, computer, a, b, keyOf, open } = await setUp();
  await computer.thumbnails.put(a, vault.keyFile, Buffer.from('of a'));
  await computer.thumbnails.put(b, vault.keyFile, Buffer.from('of b'));
  const own = await bytesOf(vault.bucket, keyOf(a));
  const altered = Buffer.from(own);
  altered[altered.length - 1]! ^= 1;
  const content = await bytesOf(vault.bucket, a.objectKey);
  const otherKind = new Sealer(vault.keyFile, { fileId: a.id, exponent: 16 });
  const asContent = Buffer.concat([...otherKind.push(Buffer.from('of a')), ...otherKind.finish()]);
  for (const bytes of [content, asContent, await bytesOf(vault.bucket, keyOf(b)), altered, Buffer.concat([own, own])]) {
    await vault.bucket.put(keyOf(a), bytes);
    await expect(open(a)).rejects.toMatchObject(tampered);
  }
  await vault.bucket.put(keyOf(a), own.subarray(0, 20));
  await expect(open(a)).rejects.toMatchObject({ name: 'SealError', code: 'truncated' });
  await vault.bucket.put(keyOf(a), Buffer.alloc(MAX_THUMBNAIL_BYTES * 2));
  await expect(open(a)).rejects.toMatchObject(tampered);
  expect(await open(b)).toBe('of b');
});

test('a thumbnail goes with its file', async () => {
  const { vault, computer, a, b, keyOf, open } = await setUp();
  for (const file of [a, b]) await computer.thumbnails.put(file, vault.keyFile, Buffer.from('x'));
  await computer.changes.trash(a.record.path);
  expect(await open(a)).toBe('x');
  await computer.changes.deleteForGood(a.record.path);
  expect(await keysOf(vault.bucket, 'thumbs/')).toEqual([keyOf(b)]);
});

test('a thumbnail that comes while its file is deleted for good is refused, and none is left', async () => {
  const { vault, computer, a, b, keyOf } = await setUp();
  const remove = () => computer.changes.deleteForGood(a.record.path);
  const late = await vault.computer(before(vault.bucket, 'put', /^thumbs/, remove));
  await expect(late.thumbnails.put(a, vault.keyFile, Buffer.from('x'))).rejects.toMatchObject({ code: 'not-found' });
  expect(await keysOf(vault.bucket, 'thumbs/')).toEqual([]);
  // Put before the deletion comes to it.
  const deleting = await vault.computer(
    before(vault.bucket, 'delete', /^thumbs/, () =>
      computer.thumbnails.put(b, vault.keyFile, Buffer.from('x')).catch(() => undefined),
    ),
  );
  await deleting.changes.deleteForGood(b.record.path);
  expect(await keysOf(vault.bucket, 'thumbs/')).not.toContain(keyOf(b));
});
