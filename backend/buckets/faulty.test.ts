import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Bucket, Multipart, Part } from './bucket.ts';
import { bucketContract } from './bucket-contract.ts';
import { failure, failureCode, inChunks, listKeys, listPages, pattern, readAll } from './bucket-contract-bytes.ts';
import { faulty } from './faulty.ts';
import type { FaultyCall } from './faulty.ts';
import { folderBucket } from './folder.ts';

let root = '';
let bucket: Bucket;
let upload: Multipart;
let part: Part;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'latchkey-faulty-'));
  bucket = folderBucket({ root, create: false });
  await bucket.put('a', Buffer.from('aaaaaaaaaa'));
  await bucket.put('b', Buffer.from('bbbb'));
  upload = await bucket.beginMultipart('m');
  part = await bucket.putPart(upload, 1, Buffer.from('mm'));
});

afterEach(async () => {
  await rm(root, { recursive: true, maxRetries: 3 });
});

const CALLS: Record<FaultyCall, (target: Bucket, signal?: AbortSignal) => Promise<unknown>> = {
  put: (target, signal) => target.put('c', Buffer.from('c'), { signal }),
  get: (target, signal) => target.get('a', { signal }).then(({ body }) => body.destroy()),
  head: (target, signal) => target.head('a', { signal }),
  list: (target, signal) => listPages(target, { signal }),
  delete: (target, signal) => target.delete('a', { signal }),
  begin: (target, signal) => target.beginMultipart('n', { signal }),
  part: (target, signal) => target.putPart(upload, 2, Buffer.from('n'), { signal }),
  parts: (target, signal) => target.listParts(upload, { signal }),
  complete: (target, signal) => target.completeMultipart(upload, [part], { signal }),
  abort: (target, signal) => target.abortMultipart(upload, { signal }),
};
const ON = Object.keys(CALLS) as FaultyCall[];

test.each(ON)('fail: a %s fails and does nothing; other calls are as ever', async (on) => {
  const target = faulty(bucket, [{ on, fault: { kind: 'fail', code: 'unreachable' } }]);
  expect(await failureCode(CALLS[on](target))).toBe('unreachable');
  expect(await listKeys(bucket)).toEqual(['a', 'b']);
  expect(await bucket.listParts(upload)).toEqual([part]);
  // An upload that is complete cannot be aborted, and no other call finds it.
  for (const other of ON)
    if (other !== on)
      await CALLS[other](target).catch((error: unknown) => expect(error).toMatchObject({ code: 'not-found' }));
});

test.each(ON)('lost: a %s is done, and fails', async (on) => {
  const target = faulty(bucket, [{ on, fault: { kind: 'lost', code: 'unreachable' } }]);
  expect(await failureCode(CALLS[on](target))).toBe('unreachable');
  const after: Partial<Record<FaultyCall, string[]>> = {
    put: ['a', 'b', 'c'],
    delete: ['b'],
    complete: ['a', 'b', 'm'],
  };
  expect(await listKeys(bucket)).toEqual(after[on] ?? ['a', 'b']);
  const parts = await bucket.listParts(upload).catch(() => 'none');
  expect(typeof parts === 'string' ? parts : parts.length).toBe(
    { part: 2, complete: 'none', abort: 'none' }[on as string] ?? 1,
  );
});

test.each(ON)('stall: a %s waits for its signal and does nothing', async (on) => {
  const target = faulty(bucket, [{ on, fault: { kind: 'stall' } }]);
  const controller = new AbortController();
  const reason = new Error('enough');
  const call = failure(CALLS[on](target, controller.signal));
  controller.abort(reason);
  expect(await call).toBe(reason);
  expect(await listKeys(bucket)).toEqual(['a', 'b']);
});

test('stall: a call goes on when it is released', async () => {
  const gate = Promise.withResolvers<void>();
  const target = faulty(bucket, [{ on: 'put', fault: { kind: 'stall', until: gate.promise } }]);
  const put = CALLS.put(target);
  expect(await listKeys(bucket)).toEqual(['a', 'b']);
  gate.resolve();
  await put;
  expect(await listKeys(bucket)).toEqual(['a', 'b', 'c']);
});

test('half: a get gives half of what was asked for and then incomplete', async () => {
  const target = faulty(bucket, [{ on: 'get', fault: { kind: 'half' } }]);
  for (const [range, half] of [
    [undefined, 5],
    [{ start: 4, length: 4 }, 2],
  ] as const) {
    const { info, body } = await target.get('a', { range });
    let length = 0;
    const reading = (async () => {
      for await (const chunk of body) length += (chunk as Buffer).length;
    })();
    expect(await failureCode(reading)).toBe('incomplete');
    expect({ length, size: info.size }).toEqual({ length: half, size: 10 });
  }
});

test('half: a put reads the beginning of its body, fails, and stores nothing', async () => {
  const target = faulty(bucket, [{ on: 'put', fault: { kind: 'half' } }]);
  let pulled = 0;
  let left = false;
  const body = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.alloc(10, ++pulled);
    } finally {
      left = true;
    }
  };
  expect(await failureCode(target.put('c', body()))).toBe('unreachable');
  expect({ pulled, left }).toEqual({ pulled: 1, left: true });
  expect(await listKeys(bucket)).toEqual(['a', 'b']);
});

test('half and flip: a part is not stored, or other than it was sent', async () => {
  const half = faulty(bucket, [{ on: 'part', fault: { kind: 'half' } }]);
  expect(await failureCode(half.putPart(upload, 2, Buffer.from('n')))).toBe('unreachable');
  expect(await bucket.listParts(upload)).toEqual([part]);
  const flip = faulty(bucket, [{ on: 'part', fault: { kind: 'flip', offset: 1 } }]);
  await bucket.completeMultipart(upload, [part, await flip.putPart(upload, 2, Buffer.from('pp'))]);
  expect(String(await readAll(bucket, 'm'))).toBe('mmpq');
});

test('cut: a get ends early as if that were all', async () => {
  const target = faulty(bucket, [{ on: 'get', fault: { kind: 'cut' } }]);
  const { info, body } = await target.get('a');
  expect(String(Buffer.concat((await body.toArray()) as Buffer[]))).toBe('aaaaa');
  expect(info.size).toBe(10);
});

test.each([0, 99, 100_000, 299_999])(
  'flip: one bit of byte %i is other in what is read, or in what is stored',
  async (offset) => {
    const bytes = pattern(300_000);
    const wrong = Buffer.from(bytes);
    wrong.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
    await bucket.put('c', bytes);
    expect((await readAll(faulty(bucket, [{ on: 'get', fault: { kind: 'flip', offset } }]), 'c')).equals(wrong)).toBe(
      true,
    );
    const storing = faulty(bucket, [{ on: 'put', fault: { kind: 'flip', offset } }]);
    for (const body of [bytes, inChunks(bytes, 1000)]) {
      await storing.put('d', body);
      expect((await readAll(bucket, 'd')).equals(wrong)).toBe(true);
    }
    expect(bytes.equals(pattern(300_000))).toBe(true);
  },
);

test('swap: another object answers under the key that was asked for', async () => {
  const fault = { kind: 'swap', with: 'b' } as const;
  const target = faulty(bucket, [
    { on: 'get', key: /^a$/, fault },
    { on: 'head', key: /^a$/, fault },
  ]);
  const { info, body } = await target.get('a');
  expect(String(Buffer.concat((await body.toArray()) as Buffer[]))).toBe('bbbb');
  expect(info).toMatchObject({ key: 'a', size: 4 });
  expect(await target.head('a')).toMatchObject({ key: 'a', size: 4 });
});

test('hide and replay: a listing leaves out keys, or is an old one', async () => {
  expect(await listKeys(faulty(bucket, [{ on: 'list', fault: { kind: 'hide', keys: /^a/g } }]))).toEqual(['b']);
  expect(await listPages(faulty(bucket, [{ on: 'list', fault: { kind: 'hide', keys: /./ } }]))).toEqual([]);
  const pages = await listPages(bucket);
  await bucket.delete('a');
  expect(await listKeys(faulty(bucket, [{ on: 'list', fault: { kind: 'replay', pages } }]))).toEqual(['a', 'b']);
});

test('size: get, head and list tell a size that is not true', async () => {
  const fault = { kind: 'size', size: 7 } as const;
  const target = faulty(bucket, [
    { on: 'get', fault },
    { on: 'head', fault },
    { on: 'list', fault },
  ]);
  const { info, body } = await target.get('a');
  expect(await body.toArray()).toHaveLength(1);
  expect([info.size, (await target.head('a'))?.size, (await listPages(target))[0]?.[0]?.size]).toEqual([7, 7, 7]);
  expect(await target.head('nothing')).toBeUndefined();
});

test('a rule counts the calls it matches, and the first rule that applies acts', async () => {
  const target = faulty(bucket, [
    { on: 'head', key: /a/g, nth: 2, fault: { kind: 'fail', code: 'unreachable' } },
    { on: 'head', nth: 3, fault: { kind: 'fail', code: 'refused' } },
  ]);
  await target.head('a');
  await target.head('b');
  expect(await failureCode(target.head('a'))).toBe('unreachable');
  await target.head('a');
});

bucketContract('a faulty bucket without faults', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-faulty-'));
  return {
    bucket: faulty(folderBucket({ root: folder, create: false }), []),
    close: () => rm(folder, { recursive: true, maxRetries: 3 }),
  };
});
