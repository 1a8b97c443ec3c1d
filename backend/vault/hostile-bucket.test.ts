import { expect, test } from 'vitest';
import { accountId } from '../../keys/account-record.ts';
import { HEADER_BYTES } from '../../keys/header.ts';
import { newKeyFile } from '../../keys/key-file.ts';
import { Sealer } from '../../keys/sealer.ts';
import { faulty, type Fault } from '../buckets/faulty.ts';
import { bytesOf, keysOf, longPath, path, testAccount, TestVault, testVault } from './test-vault.ts';

const tampered = { name: 'SealError', code: 'tampered' };

/** Two files of one length, so that no size gives an exchange away. */
async function setUp() {
  const vault = await testVault();
  const computer = await vault.computer();
  const first = await vault.put(computer, 'a', 'first text');
  const second = await vault.put(computer, 'b', 'other text');
  const file = (id: string) => computer.catalog.get(id)!;
  return { vault, computer, first, second, a: file(first), b: file(second), layout: vault.vault.layout };
}

test('contents of two files exchanged are refused (format 2.6)', async () => {
  const { vault, a, b } = await setUp();
  const [one, two] = [await bytesOf(vault.bucket, a.objectKey), await bytesOf(vault.bucket, b.objectKey)];
  await vault.bucket.put(a.objectKey, two);
  await vault.bucket.put(b.objectKey, one);
  const fresh = await vault.computer();
  for (const name of ['a', 'b']) await expect(vault.read(fresh, name)).rejects.toMatchObject(tampered);
});

test('an older version of the same path in the place of the newest is refused (format 2.6, 3.8)', async () => {
  const { vault, computer, a } = await setUp();
  await vault.put(computer, 'a', 'newer text');
  const newest = computer.catalog.select(path('a')).at(-1)!;
  await vault.bucket.put(newest.objectKey, await bytesOf(vault.bucket, a.objectKey));
  await expect(vault.read(await vault.computer(), 'a')).rejects.toMatchObject(tampered);
});

test('the key of one file’s name with another’s id is a record that opens nowhere (format 3.1)', async () => {
  const { vault, computer, first, second, a, b, layout } = await setUp();
  const [nameA, nameB] = [a, b].map(({ objectKey }) => layout.parseContent(computer.accountId, objectKey)!.name);
  const [bytesA, bytesB] = [await bytesOf(vault.bucket, a.objectKey), await bytesOf(vault.bucket, b.objectKey)];
  for (const { objectKey } of [a, b]) await vault.bucket.delete(objectKey);
  await vault.bucket.put(layout.content(computer.accountId, { fileId: first, name: nameB! }), bytesA);
  await vault.bucket.put(layout.content(computer.accountId, { fileId: second, name: nameA! }), bytesB);
  expect(await vault.seen()).toEqual({ live: {}, trash: {}, damage: ['tampered undefined', 'tampered undefined'] });
});

test('name records exchanged between files are refused, and no older record is served instead (format 3.1, 3.3)', async () => {
  const { vault, computer, first, second, layout } = await setUp();
  await computer.changes.move(path('a'), path('c'));
  const [key] = await keysOf(vault.bucket, 'names/');
  const change = layout.parseChange(computer.accountId, key!)!;
  expect(change.fileId).toBe(first);
  await vault.bucket.delete(key!);
  await vault.bucket.put(layout.change(computer.accountId, { ...change, fileId: second }), Buffer.alloc(0));
  const seen = await vault.seen();
  expect(seen).toEqual({ live: { a: ['first text'] }, trash: {}, damage: ['tampered b'] });
  const fresh = await vault.computer();
  expect(() => fresh.catalog.select(path('b'))).toThrow(
    expect.objectContaining({ name: 'VaultError', code: 'tampered' }),
  );
});

test('an older name record relabelled as a newer revision is refused (format 3.1)', async () => {
  const { vault, computer, layout } = await setUp();
  await computer.changes.move(path('a'), path('c'));
  const [key] = await keysOf(vault.bucket, 'names/');
  const change = layout.parseChange(computer.accountId, key!)!;
  await computer.changes.move(path('c'), path('d'));
  await vault.bucket.put(layout.change(computer.accountId, { ...change, revision: 3 }), Buffer.alloc(0));
  expect(await vault.seen()).toEqual({ live: { b: ['other text'] }, trash: {}, damage: ['tampered d'] });
});

test('a name record that was replayed under another change id changes nothing (format 3.3)', async () => {
  const { vault, computer, layout } = await setUp();
  await computer.changes.move(path('a'), path('c'));
  const [key] = await keysOf(vault.bucket, 'names/');
  await computer.changes.move(path('c'), path('d'));
  const change = layout.parseChange(computer.accountId, key!)!;
  await vault.bucket.put(layout.change(computer.accountId, { ...change, changeId: 'f'.repeat(32) }), Buffer.alloc(0));
  expect(await vault.seen()).toEqual({ live: { b: ['other text'], d: ['first text'] }, trash: {}, damage: [] });
});

test('the content’s name cannot be shown as a change, nor a change’s as the content’s (format 3.1)', async () => {
  const { vault, computer, a, layout } = await setUp();
  const { fileId, name } = layout.parseContent(computer.accountId, a.objectKey)!;
  await vault.bucket.put(
    layout.change(computer.accountId, { changeId: fileId, fileId, revision: 1, name }),
    Buffer.alloc(0),
  );
  expect((await vault.seen()).damage).toEqual(['tampered a']);
});

test('two objects of one file id are refused (format 2.7)', async () => {
  const { vault, computer, a, layout } = await setUp();
  const { fileId, name } = layout.parseContent(computer.accountId, a.objectKey)!;
  for (const other of [`${name.startsWith('A') ? 'B' : 'A'}${name.slice(1)}`, `${name}AAAA`]) {
    const key = layout.content(computer.accountId, { fileId, name: other });
    await vault.bucket.put(key, await bytesOf(vault.bucket, a.objectKey));
    const seen = await vault.seen();
    expect(seen.live).toEqual({ b: ['other text'] });
    expect(seen.damage).toEqual(['tampered a']);
    await vault.bucket.delete(key);
  }
  // Sealed twice by the holder of the name key: each alone would open.
  const twin = await computer.catalog.box.seal(fileId, 0, a.record, (sealed) =>
    layout.content(computer.accountId, { fileId, name: sealed }),
  );
  await vault.bucket.put(twin, await bytesOf(vault.bucket, a.objectKey));
  expect((await vault.seen()).damage).toEqual(['tampered a']);
});

test('a thumbnail in the place of the content is refused (format 2.6)', async () => {
  const { vault, a } = await setUp();
  const sealer = new Sealer(vault.keyFile, { fileId: a.id, kind: 1, exponent: 16 });
  const plain = Buffer.from('first text');
  await vault.bucket.put(a.objectKey, Buffer.concat([...sealer.push(plain), ...sealer.finish()]));
  await expect(vault.read(await vault.computer(), 'a')).rejects.toMatchObject(tampered);
});

test('content that is whole but of another length than its record is refused (format 3.2)', async () => {
  const { vault, a } = await setUp();
  for (const text of ['first tex', 'first text!', '']) {
    const sealer = new Sealer(vault.keyFile, { fileId: a.id, exponent: 16 });
    await vault.bucket.put(a.objectKey, Buffer.concat([...sealer.push(Buffer.from(text)), ...sealer.finish()]));
    await expect(vault.read(await vault.computer(), 'a'), text).rejects.toMatchObject(tampered);
  }
});

test('a record that names another key than the header is refused under either key (format 2.6)', async () => {
  const { vault, computer } = await setUp();
  const other = newKeyFile('other', new Date(0));
  const record = { path: path('c'), size: 4, modified: 1, keyId: other.id };
  const id = await vault.writeContent(record, Buffer.from('text'));
  await computer.catalog.refresh();
  const file = computer.catalog.get(id)!;
  expect(() => computer.content.open(file, vault.keyFile)).toThrow(expect.objectContaining({ code: 'wrong-key' }));
  const mismatch = { needs: vault.keyFile.id, given: other.id };
  await expect(computer.content.open(file, other).toArray()).rejects.toMatchObject({ code: 'wrong-key', mismatch });
});

test('any flipped byte and any cut of an object is found, and nothing of a bad segment is given out (format 2.6)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const text = 'x'.repeat(65_536) + 'y'.repeat(100);
  const id = await vault.put(computer, 'a', text);
  const { objectKey, record } = computer.catalog.get(id)!;
  const whole = await bytesOf(vault.bucket, objectKey);
  const offsets = [
    0,
    7,
    8,
    9,
    10,
    11,
    12,
    16,
    31,
    32,
    47,
    48,
    79,
    80,
    HEADER_BYTES - 1,
    HEADER_BYTES,
    60_000,
    65_700,
    whole.length - 33,
    whole.length - 1,
  ];
  const faults: [Fault, string[]][] = offsets.map((offset) => [
    { kind: 'flip', offset },
    ['tampered', 'not-sealed', 'unsupported', 'wrong-key'],
  ]);
  faults.push([{ kind: 'cut' }, ['truncated', 'tampered']], [{ kind: 'half' }, ['incomplete']]);
  for (const [fault, codes] of faults) {
    const cheated = await vault.computer(faulty(vault.bucket, [{ on: 'get', fault }]));
    const out: Buffer[] = [];
    let error: { code?: string } | undefined;
    try {
      const file = { id, objectKey, record, revision: 0 };
      for await (const chunk of cheated.content.open(file, vault.keyFile)) out.push(chunk as Buffer);
    } catch (thrown) {
      error = thrown as { code?: string };
    }
    expect(codes, JSON.stringify(fault)).toContain(error?.code);
    const given = Buffer.concat(out).toString();
    expect(given === '' || given === 'x'.repeat(65_536), JSON.stringify(fault)).toBe(true);
  }
  for (const length of [0, 7, 111, 112, 200, HEADER_BYTES + 65_536 + 48, whole.length - 1]) {
    await vault.bucket.put(objectKey, whole.subarray(0, length));
    await expect(vault.read(await vault.computer(), 'a'), `${length}`).rejects.toMatchObject({ name: 'SealError' });
  }
  await vault.bucket.put(objectKey, Buffer.concat([whole, Buffer.from('x')]));
  await expect(vault.read(await vault.computer(), 'a')).rejects.toMatchObject(tampered);
});

test('a file under another account, or in another vault, opens for nobody (format 3.1)', async () => {
  const { vault, computer, a, layout } = await setUp();
  const { fileId, name } = layout.parseContent(computer.accountId, a.objectKey)!;
  const ben = accountId(vault.vault.id, 'Ben');
  await vault.bucket.put(layout.content(ben, { fileId, name }), await bytesOf(vault.bucket, a.objectKey));
  const his = new TestVault(vault.vault, await testAccount(vault.vault, 'Ben'), vault.keyFile);
  // Also where both had one name key: the account is part of what the tag covers.
  const twin = { ...his.account, keyring: { ...his.account.keyring, nameKeys: vault.account.keyring.nameKeys } };
  for (const account of [his.account, twin]) {
    const seen = await new TestVault(vault.vault, account, vault.keyFile).seen();
    expect(seen).toEqual({ live: {}, trash: {}, damage: ['tampered undefined'] });
  }
  const otherVault = new TestVault({ ...vault.vault, id: '0'.repeat(32) }, vault.account, vault.keyFile);
  expect((await otherVault.seen()).damage).toEqual(['tampered undefined', 'tampered undefined']);
});

test('a forged record damages its own file alone, and the file is back when the forgery is gone (format 3.3)', async () => {
  const { vault, computer, first, layout } = await setUp();
  const forged = layout.change(computer.accountId, {
    changeId: first,
    fileId: first,
    revision: 2 ** 32 - 1,
    name: 'A'.repeat(200),
  });
  const long = layout.change(computer.accountId, {
    changeId: first,
    fileId: first,
    revision: 77,
    name: `~${'A'.repeat(22)}`,
  });
  for (const key of [forged, long]) {
    await vault.bucket.put(key, Buffer.alloc(0));
    expect(await vault.seen()).toEqual({ live: { b: ['other text'] }, trash: {}, damage: ['tampered a'] });
    await computer.catalog.refresh({ full: true });
    await vault.bucket.delete(key);
    // Nor does it make the true record look older than one that was seen.
    await computer.catalog.refresh({ full: true });
    expect(computer.catalog.damage()).toEqual([]);
    expect(await vault.contents(computer, 'live')).toEqual({ a: ['first text'], b: ['other text'] });
  }
});

test('the damaged newest version is never passed over for an older one (format 3.3, 3.7)', async () => {
  const { vault, computer, layout } = await setUp();
  const id = await vault.put(computer, 'a', 'newer text');
  const key = layout.change(computer.accountId, { changeId: id, fileId: id, revision: 1, name: 'A'.repeat(200) });
  await vault.bucket.put(key, Buffer.alloc(0));
  const fresh = await vault.computer();
  expect(() => fresh.catalog.select(path('a'))).toThrow(expect.objectContaining({ code: 'tampered' }));
  expect(fresh.catalog.damage(path('x'))).toEqual([]);
  expect(fresh.catalog.damage()).toEqual([{ id, code: 'tampered', path: 'a' }]);
});

test('a long name whose box was exchanged, changed or taken away is damage (format 3.5)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  await vault.put(computer, longPath('a'), 'text');
  await vault.put(computer, longPath('b'), 'text');
  const [one, two] = await keysOf(vault.bucket, 'long/');
  const box = await bytesOf(vault.bucket, one!);
  for (const bytes of [await bytesOf(vault.bucket, two!), box.subarray(0, -1), Buffer.alloc(0), undefined]) {
    if (bytes === undefined) await vault.bucket.delete(one!);
    else await vault.bucket.put(one!, bytes);
    const seen = await vault.seen();
    expect(seen.damage).toEqual(['tampered undefined']);
    expect(Object.keys(seen.live)).toEqual([longPath('b')]);
  }
  await vault.bucket.put(one!, box);
  expect((await vault.seen()).damage).toEqual([]);
});
