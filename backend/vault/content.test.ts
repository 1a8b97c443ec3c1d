import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newKeyFile } from '../../keys/key-file.ts';
import { isHex } from '../../keys/encoding.ts';
import { BucketError } from '../buckets/errors.ts';
import { LATE_UPLOAD_MS } from './content.ts';
import { newTimedId } from './id.ts';
import { atTime, bytesOf, keysOf, longPath, once, path, testVault } from './test-vault.ts';

const MINUTE = 60_000;

test('what goes in comes out, byte for byte and with all that its record says (format 3.2)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  for (const [size, suite] of [
    [0, 1],
    [0, 2],
    [1, 1],
    [65_536, 1],
    [65_537, 2],
    [200_000, 1],
  ] as const) {
    const bytes = Buffer.alloc(size, 'some text ');
    const name = `Grüße/${size} ${suite}.txt`;
    const more = { size, suite, mediaType: 'text/plain', bytes: once(bytes.subarray(0, 7), bytes.subarray(7)) };
    const id = await vault.put(computer, name, '', more);
    const file = computer.catalog.get(id)!;
    expect(file.record).toMatchObject({
      path: name,
      size,
      modified: 1_790_000_000_123,
      keyId: vault.keyFile.id,
      mediaType: 'text/plain',
    });
    const fresh = await vault.computer();
    expect(fresh.catalog.get(id)).toEqual(file);
    expect(Buffer.concat(await fresh.content.open(file, vault.keyFile).toArray()).equals(bytes)).toBe(true);
  }
});

test('a small file is one object, and no name, path or content stands in the bucket (format 3)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const id = await vault.put(computer, 'secret-folder/secret-name', 'secret-content');
  const keys = await keysOf(vault.bucket);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(new RegExp(`^files/${computer.accountId}/${id}\\.`));
  const all = keys.join() + (await Promise.all(keys.map((key) => bytesOf(vault.bucket, key)))).join();
  for (const secret of ['secret', 'Ana', Buffer.from('secret').toString('base64url').slice(0, 7)])
    expect(all).not.toContain(secret);
});

test('two seals of one content share neither file id nor bytes behind the header’s first fields (format 2.7)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const ids = [await vault.put(computer, 'a', 'same'), await vault.put(computer, 'b', 'same')];
  const [one, two] = await Promise.all(ids.map((id) => bytesOf(vault.bucket, computer.catalog.get(id)!.objectKey)));
  expect(ids[0]).not.toBe(ids[1]);
  expect(one!.subarray(48, 80).equals(two!.subarray(48, 80))).toBe(false);
  expect(one!.subarray(112).equals(two!.subarray(112))).toBe(false);
});

test('putting onto a path makes a new version, and the older one still opens (format 3.8)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const ids = [];
  for (const text of ['one', 'two', 'three']) ids.push(await vault.put(computer, 'a', text));
  expect(await vault.read(computer, 'a')).toBe('three');
  expect(await vault.seen()).toEqual({ live: { a: ['one', 'two', 'three'] }, trash: {}, damage: [] });
  expect(ids).toEqual(ids.toSorted());
});

test('the last version is the newest also within one millisecond and after a clock was set back (format 3.8)', async () => {
  const vault = await testVault();
  const ahead = await vault.computer(atTime(vault.bucket, () => new Date(2_000_000_000_000 + 10 * MINUTE)));
  await vault.put(ahead, 'a', 'one');
  await vault.put(ahead, 'a', 'two');
  const behind = await vault.computer(atTime(vault.bucket, () => new Date(2_000_000_000_000)));
  await vault.put(behind, 'a', 'three');
  for (let n = 0; n < 5; n += 1) await vault.put(behind, 'a', `more ${n}`);
  const texts = ['one', 'two', 'three', ...[0, 1, 2, 3, 4].map((n) => `more ${n}`)];
  expect((await vault.seen()).live).toEqual({ a: texts });
});

test('a file is not put where a folder is, nor below a file (format 3.8)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  await vault.put(computer, 'a/b', 'x');
  const exists = { name: 'VaultError', code: 'exists' };
  const keys = await keysOf(vault.bucket);
  await expect(vault.put(computer, 'a', 'x')).rejects.toMatchObject(exists);
  await expect(vault.put(computer, 'a/b/c', 'x')).rejects.toMatchObject(exists);
  await expect(vault.put(computer, 'a/b/c/d', 'x')).rejects.toMatchObject(exists);
  expect(await keysOf(vault.bucket)).toEqual(keys);
  await vault.put(computer, 'ab', 'x');
  // What lies in the trash takes no room.
  await computer.changes.trash(path('a'));
  await vault.put(computer, 'a', 'now a file');
  expect(await vault.read(computer, 'a')).toBe('now a file');
});

test('another key file is refused at once, and both keys are named (format 2.6)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const file = computer.catalog.get(await vault.put(computer, 'a', 'x'))!;
  const other = newKeyFile('other', new Date(0));
  const mismatch = { needs: vault.keyFile.id, given: other.id };
  expect(() => computer.content.open(file, other)).toThrow(expect.objectContaining({ code: 'wrong-key', mismatch }));
});

const faults: [
  string,
  (bytes: Buffer) => { size: number; bytes: AsyncIterable<Uint8Array>; verify?: () => Promise<void> },
][] = [
  ['is longer than its size', (bytes) => ({ size: bytes.length - 1, bytes: once(bytes) })],
  ['is shorter than its size', (bytes) => ({ size: bytes.length + 1, bytes: once(bytes) })],
  ['is empty though it had a size', () => ({ size: 5, bytes: once() })],
  ['has a byte though it had none', () => ({ size: 0, bytes: once(Buffer.from('x')) })],
  [
    'is found changed at the end',
    (bytes) => ({
      size: bytes.length,
      bytes: once(bytes),
      verify: () => Promise.reject(Object.assign(new Error(), { code: 'source-changed' })),
    }),
  ],
  ['breaks off', (bytes) => ({ size: bytes.length, bytes: breaking(bytes) })],
];

async function* breaking(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, bytes.length - 1);
  throw Object.assign(new Error(), { code: 'source-changed' });
}

test.each(faults)('of a source that %s nothing becomes visible (format 2.7)', async (_, make) => {
  const vault = await testVault();
  const computer = await vault.computer();
  await vault.put(computer, 'a', 'before');
  const keys = await keysOf(vault.bucket);
  for (const name of ['a', 'new']) {
    const put = vault.put(computer, name, '', make(Buffer.alloc(100_000, 'x')));
    await expect(put).rejects.toMatchObject({ code: 'source-changed' });
  }
  expect(await keysOf(vault.bucket)).toEqual(keys);
  expect(await vault.contents(computer, 'live')).toEqual({ a: ['before'] });
  // Under a long name only a box that means nothing may be left.
  await expect(vault.put(computer, longPath('a'), '', make(Buffer.alloc(100_000)))).rejects.toMatchObject({
    code: 'source-changed',
  });
  expect((await keysOf(vault.bucket)).filter((key) => !key.startsWith('long/'))).toEqual(keys);
  expect((await vault.seen()).live).toEqual({ a: ['before'] });
});

test('the source is asked whether it changed when all of it was read and nothing is visible yet (format 2.7)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  let read = false;
  let seenAtVerify: unknown;
  const bytes = (async function* () {
    yield Buffer.from('abc');
    read = true;
  })();
  const verify = async () => void (seenAtVerify = [read, await keysOf(vault.bucket, 'files/')]);
  await vault.put(computer, 'a', '', { size: 3, bytes, verify });
  expect(seenAtVerify).toEqual([true, []]);
});

test('an upload that was aborted leaves nothing', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const abort = new AbortController();
  const bytes = (async function* () {
    yield Buffer.alloc(100_000);
    abort.abort(new Error('stopped'));
    await setImmediate();
    yield Buffer.alloc(100_000);
  })();
  const put = vault.put(computer, 'a', '', { size: 200_000, bytes, signal: abort.signal });
  await expect(put).rejects.toThrow('stopped');
  expect(await keysOf(vault.bucket, 'files/')).toEqual([]);
});

test('a bucket that stored another number of bytes is not believed, and nothing stays visible', async () => {
  const vault = await testVault();
  const { bucket } = vault;
  const short = await vault.computer({
    ...bucket,
    put: async (key, body) => bucket.put(key, Buffer.concat(await collect(body)).subarray(0, 200)),
  });
  await expect(vault.put(short, 'a', 'x'.repeat(1000))).rejects.toMatchObject({ code: 'tampered' });
  expect(await vault.seen()).toEqual({ live: {}, trash: {}, damage: [] });
});

async function collect(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  if (body instanceof Uint8Array) return [body];
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks;
}

test('an upload of more than ten minutes repeats its record as revision 1; a shorter one does not (format 3.6)', async () => {
  for (const [took, expected] of [
    [LATE_UPLOAD_MS, []],
    [LATE_UPLOAD_MS + 1, [1]],
  ] as const) {
    const vault = await testVault();
    let now = Date.now();
    const uploading = await vault.computer(atTime(vault.bucket, () => new Date(now)));
    const bytes = (async function* () {
      yield Buffer.from('slow');
      now += took;
    })();
    await vault.put(uploading, 'a', '', { size: 4, bytes });
    const { layout } = vault.vault;
    const keys = await keysOf(vault.bucket, 'names/');
    expect(keys.map((key) => layout.parseChange(uploading.accountId, key)!.revision)).toEqual(expected);
    expect(await vault.seen()).toEqual({ live: { a: ['slow'] }, trash: {}, damage: [] });
    expect(uploading.catalog.select(path('a'))[0]!.revision).toBe(expected.length);
  }
});

test('a file whose upload took hours is seen by a computer that listed meanwhile (format 3.6)', async () => {
  for (const name of [path('slow'), longPath('slow')]) {
    const vault = await testVault();
    let now = Date.now();
    const clock = atTime(vault.bucket, () => new Date(now));
    const [uploading, watching] = [await vault.computer(clock), await vault.computer(clock)];
    const bytes = (async function* () {
      for (let hour = 0; hour < 3; hour += 1) {
        yield Buffer.from('x');
        now += 60 * MINUTE;
        await watching.catalog.refresh();
      }
    })();
    await vault.put(uploading, name, '', { size: 3, bytes });
    expect(watching.catalog.index('live').newest()).toEqual([]);
    now += MINUTE;
    await watching.catalog.refresh();
    expect(await vault.read(watching, name)).toBe('xxx');
  }
});

test('a "h" in the record is checked before the last bytes are given out (format 2.3)', async () => {
  const vault = await testVault();
  const plain = Buffer.alloc(150_000, 'plain');
  const record = { path: path('good'), size: plain.length, modified: 1, keyId: vault.keyFile.id };
  await vault.writeContent({ ...record, digest: '' }, plain);
  const id = await vault.writeContent({ ...record, path: path('bad'), digest: 'ab'.repeat(32) }, plain);
  const computer = await vault.computer();
  expect(isHex(computer.catalog.select(path('good'))[0]!.record.digest, 32)).toBe(true);
  expect(await vault.read(computer, 'good')).toBe(plain.toString());
  const out: Buffer[] = [];
  const reading = (async () => {
    for await (const chunk of computer.content.open(computer.catalog.get(id)!, vault.keyFile))
      out.push(chunk as Buffer);
  })();
  await expect(reading).rejects.toMatchObject({ name: 'SealError', code: 'tampered' });
  expect(Buffer.concat(out).length).toBeLessThan(plain.length);
  // A rename carries the digest along.
  await computer.changes.move(path('good'), path('better'));
  await computer.changes.move(path('bad'), path('worse'));
  const fresh = await vault.computer();
  expect(await vault.read(fresh, 'better')).toBe(plain.toString());
  await expect(vault.read(fresh, 'worse')).rejects.toMatchObject({ code: 'tampered' });
});

test('content that went without a "gone" is an alarm, content deleted by another computer is not (format 3.7)', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const [lost, deleted] = [await vault.put(computer, 'lost', 'x'), await vault.put(computer, 'deleted', 'y')];
  const files = [computer.catalog.get(lost)!, computer.catalog.get(deleted)!];
  const other = await vault.computer();
  await other.changes.deleteForGood(path('deleted'));
  await vault.bucket.delete(files[0]!.objectKey);
  const read = (at: number) => computer.content.open(files[at]!, vault.keyFile).toArray();
  await expect(read(0)).rejects.toMatchObject({ name: 'VaultError', code: 'vanished' });
  await expect(read(1)).rejects.toMatchObject({ name: 'VaultError', code: 'not-found' });
});

test('a stream that is not read to its end frees its object, and a failing one says what failed', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  const file = computer.catalog.get(await vault.put(computer, 'a', 'x'.repeat(300_000)))!;
  let body: Readable | undefined;
  const watched = await vault.computer({
    ...vault.bucket,
    get: async (key, options) => {
      const answer = await vault.bucket.get(key, options);
      body = answer.body;
      return answer;
    },
  });
  for await (const _ of watched.content.open(file, vault.keyFile)) break;
  await new Promise((resolve) =>
    body!.closed ? resolve(undefined) : body!.on('error', () => undefined).once('close', resolve),
  );
  expect(body!.destroyed).toBe(true);
  const broken = await vault.computer({
    ...vault.bucket,
    get: () => Promise.reject(new BucketError('unreachable', 'no')),
  });
  await expect(broken.content.open(file, vault.keyFile).toArray()).rejects.toMatchObject({ code: 'unreachable' });
});

test('a record that is no record of format 3.2 is refused before anything is written', async () => {
  const vault = await testVault();
  const computer = await vault.computer();
  for (const more of [{ modified: 1.5 }, { mediaType: 'x'.repeat(300) }, { size: Number.NaN }]) {
    await expect(vault.put(computer, 'a', 'x', more)).rejects.toThrow(RangeError);
  }
  expect(await keysOf(vault.bucket, 'files/')).toEqual([]);
  expect(newTimedId(new Date(0))).toHaveLength(32);
});
