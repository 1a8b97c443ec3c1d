import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Bucket } from '../buckets/bucket.ts';
import { faulty, type Fault, type FaultRule } from '../buckets/faulty.ts';
import { path, testVault, type TestVault } from '../vault/test-vault.ts';
import { downloadFile } from './download.ts';
import { UPLOAD_FOLDER } from './test-bucket.ts';
import { testEngine, testFolder } from './test-engine.ts';
import { uploadFile, uploadStream } from './upload.ts';

const MIB = 2 ** 20;
/** Sealed here, sealed in a thread, and sent in parts. */
const SIZES = [1000, MIB, 9 * MIB];

let vault: TestVault;
let home: string;
let localPath: string;
let content: Buffer;

beforeEach(async () => {
  vault = await testVault();
  home = await testFolder();
  localPath = join(home, 'source');
});

async function source(size: number): Promise<void> {
  content = randomBytes(size);
  await writeFile(localPath, content);
}

async function upload(bucket: Bucket, signal?: AbortSignal): Promise<string> {
  const computer = await vault.computer(bucket);
  return uploadFile(await testEngine(home), computer, vault.keyFile, { localPath, path: path('a') }, { signal });
}

/** What a computer sees that was never here before: for each version, whether it opens to the whole content, or why not. */
async function seen(): Promise<string[]> {
  const { catalog, content: stored } = await vault.computer();
  expect(catalog.damage()).toEqual([]);
  return Promise.all(
    catalog
      .index('live')
      .versions(path('a'))
      .map(async (file) => {
        const opened = stored.open(file, vault.keyFile).toArray() as Promise<Buffer[]>;
        return opened.then(
          (chunks) => (Buffer.concat(chunks).equals(content) ? 'whole' : 'other'),
          (error: { code: string }) => error.code,
        );
      }),
  );
}

async function unfinished(): Promise<string[]> {
  return (await readdir(join(vault.bucket.place, '.latchkey-tmp'))).filter((name) => UPLOAD_FOLDER.test(name));
}

const rule = (on: FaultRule['on'], fault: Fault, nth = 1): FaultRule => ({ on, fault, nth, key: /^files/ });
const errs = (on: FaultRule['on']) =>
  (['unreachable', 'refused'] as const).flatMap((code) =>
    (['fail', 'lost'] as const).map((kind) => rule(on, { kind, code })),
  );
const half = { kind: 'half' } as const;

describe('an upload to a bucket that errs', () => {
  const small = [...errs('put'), rule('put', half)];
  const large = [...errs('begin'), ...errs('part'), rule('part', half, 2), ...errs('complete')];
  const cases = [
    ...small.flatMap((fault) => SIZES.slice(0, 2).map((size) => ({ size, fault }))),
    ...large.map((fault) => ({ size: 9 * MIB, fault })),
  ].map(({ size, fault }) => ({ size, rules: [fault], name: `${size}: ${fault.on} ${JSON.stringify(fault.fault)}` }));

  test.each(cases)(
    'shows the whole file or none, and is whole when it is done again: $name',
    async ({ size, rules }) => {
      await source(size);
      await expect(upload(faulty(vault.bucket, rules))).rejects.toBeInstanceOf(Error);
      const before = await seen();
      // Silence behind a file that arrived is the one case in which nobody can know.
      const wasLost = rules[0]!.fault.kind === 'lost' && ['put', 'complete'].includes(rules[0]!.on);
      expect(before).toEqual(wasLost ? ['whole'] : []);
      await upload(vault.bucket);
      const after = await seen();
      expect([after.at(-1), new Set(after)]).toEqual(['whole', new Set(['whole'])]);
      // What was begun by a call whose answer was lost has no bytes, and no name that anybody here knows.
      const isNameless = rules[0]!.on === 'begin' && rules[0]!.fault.kind === 'lost';
      expect(await unfinished()).toHaveLength(isNameless ? 1 : 0);
      expect(await (await testEngine(home)).uploads.unfinished()).toEqual([]);
    },
  );

  test('and then cannot clean up either: the journal remembers, and the next one goes on', async () => {
    await source(9 * MIB);
    const rules = [
      rule('part', { kind: 'fail', code: 'refused' }),
      rule('abort', { kind: 'fail', code: 'unreachable' }),
    ];
    await expect(upload(faulty(vault.bucket, rules))).rejects.toMatchObject({ code: 'refused' });
    expect([(await unfinished()).length, await seen()]).toEqual([1, []]);
    await upload(vault.bucket);
    expect([await unfinished(), await seen()]).toEqual([[], ['whole']]);
  });
});

describe('a part too large for memory, sealed piece by piece while it is sent', () => {
  const wide = () => ({ ...vault.bucket, partLimits: { ...vault.bucket.partLimits, leastBytes: 40 * MIB } });
  const size = 41 * MIB + 5;

  test('is begun again where it breaks off, and the upload goes on where it stopped', async () => {
    await source(size);
    const rules = [rule('part', half), rule('part', { kind: 'lost', code: 'unreachable' }, 2)];
    await upload(faulty(wide(), rules));
    expect([await seen(), await unfinished()]).toEqual([['whole'], []]);
    const ends = [rule('complete', { kind: 'fail', code: 'unreachable' })];
    await expect(upload(faulty(wide(), ends))).rejects.toMatchObject({ code: 'unreachable' });
    await upload(faulty(wide(), [{ on: 'part', fault: { kind: 'fail', code: 'refused' } }]));
    expect([await seen(), await unfinished()]).toEqual([['whole', 'whole'], []]);
  });

  test('is not where it comes from a browser, which gives its bytes once', async () => {
    await source(size);
    async function* once() {
      for (let at = 0; at < size; at += 3 * MIB) yield content.subarray(at, at + 3 * MIB);
    }
    const send = async (bucket: Bucket) => {
      const version = { path: path('a'), size, modified: 0, bytes: once() };
      return uploadStream(await testEngine(home), await vault.computer(bucket), vault.keyFile, version);
    };
    await expect(send(faulty(wide(), [rule('part', half)]))).rejects.toMatchObject({ code: 'unreachable' });
    expect([await seen(), await unfinished()]).toEqual([[], []]);
    await send(wide());
    expect([await seen(), await unfinished()]).toEqual([['whole'], []]);
  });
});

test.each(['begin', 'part', 'complete', 'put'] as const)(
  'a %s that hangs is waited for, and ended by a cancellation',
  async (on) => {
    await source(on === 'put' ? MIB : 9 * MIB);
    const asked = Promise.withResolvers<void>();
    const until = Promise.withResolvers<void>();
    const bucket = faulty(vault.bucket, [rule(on, { kind: 'stall', until: until.promise })]);
    const told = new Proxy(bucket, {
      get(all, name: keyof Bucket) {
        const call = all[name] as (...args: unknown[]) => unknown;
        const names = { begin: 'beginMultipart', part: 'putPart', complete: 'completeMultipart', put: 'put' };
        if (name !== names[on]) return call;
        return (...args: unknown[]) => {
          asked.resolve();
          return call(...args);
        };
      },
    });
    const stop = new AbortController();
    const sending = upload(told, stop.signal);
    await asked.promise;
    stop.abort();
    if (on === 'complete') {
      // Too late: nobody would know whether the file is there.
      until.resolve();
      await sending;
      expect(await seen()).toEqual(['whole']);
    } else {
      await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
      expect(await seen()).toEqual([]);
    }
    expect(await unfinished()).toEqual([]);
  },
);

test('a bucket that stores other bytes than it was given shows a file that no reader takes for the one', async () => {
  for (const size of SIZES) {
    await source(size);
    const on = size > 8 * MIB ? 'part' : 'put';
    await upload(faulty(vault.bucket, [rule(on, { kind: 'flip', offset: 500 })]));
    expect((await seen()).at(-1)).toBe('tampered');
    const computer = await vault.computer();
    const file = computer.catalog.select(path('a')).at(-1)!;
    const target = join(home, 'target');
    const opened = downloadFile(await testEngine(home), computer, vault.keyFile, file, target);
    await expect(opened).rejects.toMatchObject({ code: 'tampered' });
    expect((await readdir(home)).filter((name) => !/^(source|state)/.test(name))).toEqual([]);
  }
});

test('a bucket that says it made another size than it was sent is not believed, and shows nothing', async () => {
  await source(9 * MIB);
  const completeMultipart: Bucket['completeMultipart'] = async (...args) => ({
    ...(await vault.bucket.completeMultipart(...args)),
    size: 5,
  });
  await expect(upload({ ...vault.bucket, completeMultipart })).rejects.toMatchObject({ code: 'tampered' });
  expect([await seen(), await unfinished()]).toEqual([[], []]);
});

describe('a download from a bucket', () => {
  const lies: [string, Fault, string][] = [
    ['flips a bit', { kind: 'flip', offset: 50 }, 'tampered'],
    ['gives half an answer as if it were whole', { kind: 'cut' }, 'truncated'],
    ['says the file is shorter', { kind: 'size', size: 700 }, 'any'],
    ['refuses', { kind: 'fail', code: 'refused' }, 'refused'],
    ['is silent', { kind: 'fail', code: 'unreachable' }, 'unreachable'],
    ['lost it', { kind: 'fail', code: 'not-found' }, 'vanished'],
  ];

  test.each(lies)('that %s gives the whole file or none of it', async (_, fault, code) => {
    for (const size of SIZES) {
      await source(size);
      await upload(vault.bucket);
      const target = join(home, `${size}`);
      for (const nth of size > 8 * MIB ? [1, 2] : [1]) {
        const bucket = faulty(vault.bucket, [rule('get', fault, nth), { on: 'head', key: /^files/, fault }]);
        const computer = await vault.computer(bucket);
        const file = computer.catalog.select(path('a')).at(-1)!;
        const engine = await testEngine(home);
        const got = await downloadFile(engine, computer, vault.keyFile, file, target, { force: true }).then(
          () => 'whole',
          (error: { code: string }) => error.code,
        );
        const there = await readFile(target).catch(() => undefined);
        expect(there?.equals(content) ?? false).toBe(got === 'whole');
        if (got === 'whole') {
          // Asked a second time, in another way, it told the truth; or it lied of what nobody needs.
          expect(['vanished', 'any']).toContain(code);
        } else if (code !== 'any') {
          expect([code, 'truncated', 'tampered']).toContain(got);
        }
        const names = await readdir(home);
        const isKept = (await engine.downloads.unfinished()).length > 0;
        expect(names.filter((name) => name.endsWith('.part'))).toHaveLength(isKept ? 1 : 0);
        expect(isKept).toBe(got === 'unreachable' && size > 8 * MIB && nth > 1);
        await engine.pool.close();
        if (there !== undefined) await writeFile(target, '');
      }
    }
  });

  test('whose answers break off now and then comes in whole, each byte told of once', async () => {
    for (const size of SIZES) {
      await source(size);
      await upload(vault.bucket);
      const rules = [1, 2, 4].map((nth) => rule('get', half, nth));
      const computer = await vault.computer(faulty(vault.bucket, rules));
      const file = computer.catalog.select(path('a')).at(-1)!;
      let told = 0;
      const onBytes = (bytes: number) => (told += bytes);
      const target = join(home, `${size}`);
      await downloadFile(await testEngine(home), computer, vault.keyFile, file, target, { onBytes });
      expect([(await readFile(target)).equals(content), told]).toEqual([true, size]);
    }
  });

  test('whose answers always break off comes to an end, and is gone on with later', async () => {
    for (const size of SIZES) {
      await source(size);
      await upload(vault.bucket);
      const always = faulty(vault.bucket, [{ on: 'get', key: /^files/, fault: half }]);
      const computer = await vault.computer(always);
      const file = computer.catalog.select(path('a')).at(-1)!;
      const target = join(home, `${size}`);
      const opened = downloadFile(await testEngine(home), computer, vault.keyFile, file, target);
      await expect(opened).rejects.toMatchObject({ code: 'incomplete' });
      expect(await readFile(target).catch(() => 'none')).toBe('none');
    }
  });
});
