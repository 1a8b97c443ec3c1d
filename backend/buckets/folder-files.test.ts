import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bucket } from './bucket.ts';
import { failure, failureCode, listKeys, readAll } from './bucket-contract-bytes.ts';
import { folderBucket } from './folder.ts';
import { nodeFolderSystem } from './folder-system.ts';
import type { FolderSystem } from './folder-system.ts';

const ID = '0123456789abcdef0123456789abcdef';
const STAGE = '.latchkey-tmp';

let parent = '';
let root = '';
let bucket: Bucket;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'latchkey-files-'));
  root = join(parent, 'vault');
  bucket = folderBucket({ root, create: true });
});

afterEach(async () => {
  await rm(parent, { recursive: true, maxRetries: 3 });
});

const errno = (code: string): Error => Object.assign(new Error(code), { code });

/** The first names in the root, without the stage. */
const objectsOnDisk = async (): Promise<string[]> => (await readdir(root)).filter((name) => name !== STAGE).sort();

test('an object is a raw file under its own key, readable by its owner only', async () => {
  const key = `files/${ID}/${ID}.${'AZaz09-_'.repeat(20)}/Rest`;
  await bucket.put(key, Buffer.from('raw'));
  expect(String(await readFile(join(root, key)))).toBe('raw');
  expect((await stat(join(root, key))).mode & 0o777).toBe(0o600);
  for (const folder of ['', 'files', STAGE]) expect((await stat(join(root, folder))).mode & 0o777).toBe(0o700);
});

test('a deleted object takes its empty folders with it, never the root or a folder with something in it', async () => {
  await bucket.put('a/b/c', Buffer.from('x'));
  await bucket.put('a/d', Buffer.from('x'));
  await bucket.delete('a/b/c');
  expect(await readdir(join(root, 'a'))).toEqual(['d']);
  await bucket.delete('a/d');
  expect(await readdir(root)).toEqual([STAGE]);
});

test('a put that fails leaves no folder and no staged file', async () => {
  await bucket.put('a', Buffer.from('x'));
  expect(await failureCode(bucket.put('a/b/c', Buffer.from('x')))).toBe('invalid-key');
  const full = folderBucket({
    root,
    create: false,
    system: { ...nodeFolderSystem, rename: () => Promise.reject(errno('ENOSPC')) },
  });
  expect(await failureCode(full.put('d/e/f', Buffer.from('x')))).toBe('refused');
  expect(await objectsOnDisk()).toEqual(['a']);
  expect(await readdir(join(root, STAGE))).toEqual([]);
});

test('an empty folder in the place of one that was used, as an unmounted disk leaves it, is no empty bucket', async () => {
  await bucket.put('a/k', Buffer.from('x'));
  const reading = folderBucket({ root, create: false });
  expect(await listKeys(reading)).toEqual(['a/k']);
  const disk = join(parent, 'disk');
  await rename(root, disk);
  await mkdir(root);
  for (const one of [bucket, reading]) {
    const calls = [
      one.put('b', Buffer.from('x')),
      one.beginMultipart('b'),
      one.head('a/k'),
      one.get('a/k'),
      one.delete('a/k'),
      listKeys(one),
    ];
    expect(await Promise.all(calls.map(failureCode))).toEqual(calls.map(() => 'unreachable'));
  }
  expect(await readdir(root)).toEqual([]);
  await rmdir(root);
  await rename(disk, root);
  await bucket.put('b', Buffer.from('x'));
  expect(await listKeys(reading)).toEqual(['a/k', 'b']);
});

test('of many that put into a new folder at once none takes the work of another for an exchanged disk', async () => {
  const others = Promise.withResolvers<void>();
  let isFirst = true;
  const system: FolderSystem = {
    ...nodeFolderSystem,
    mkdir: (async (path, options) => {
      const made = await nodeFolderSystem.mkdir(path, options);
      // Whoever made it hears so last.
      if (String(path).endsWith(STAGE) && isFirst) {
        isFirst = false;
        await others.promise;
      }
      return made;
    }) as FolderSystem['mkdir'],
  };
  const many = folderBucket({ root, create: true, system });
  const keys = ['a', 'b', 'c'];
  let done = 0;
  const puts = keys.map(async (key) => {
    await many.put(key, Buffer.from('x'));
    done += 1;
    if (done === 2) others.resolve();
  });
  await Promise.all(puts);
  expect(await listKeys(many)).toEqual(keys);
});

test('whoever looks just before the first put of another takes it for no exchanged disk either', async () => {
  const put = Promise.withResolvers<void>();
  let isFirst = true;
  const system: FolderSystem = {
    ...nodeFolderSystem,
    lstat: (async (path: string) => {
      const seen = nodeFolderSystem.lstat(path);
      // What it saw is heard after another has put something.
      if (path.endsWith(STAGE) && isFirst) {
        isFirst = false;
        await seen.catch(() => undefined);
        await put.promise;
      }
      return await seen;
    }) as FolderSystem['lstat'],
  };
  const many = folderBucket({ root, create: true, system });
  await mkdir(root, { recursive: true });
  const early = many.head('a');
  await many.put('b', Buffer.from('x'));
  put.resolve();
  expect(await early).toBeUndefined();
});

test('a disk that goes while something is put leaves nothing at its place', async () => {
  const disk = join(parent, 'disk');
  await bucket.put('a', Buffer.from('x'));
  let isGone = false;
  const system: FolderSystem = {
    ...nodeFolderSystem,
    mkdir: (async (path, options) => {
      if (String(path).endsWith(STAGE) && !isGone) {
        isGone = true;
        await rename(root, disk);
        await mkdir(root);
      }
      return nodeFolderSystem.mkdir(path, options);
    }) as FolderSystem['mkdir'],
  };
  const going = folderBucket({ root, create: false, system });
  expect(await listKeys(going)).toEqual(['a']);
  expect(await failureCode(going.put('b', Buffer.from('x')))).toBe('unreachable');
  expect(await readdir(root)).toEqual([]);
});

test('a put whose source throws or whose signal aborts leaves no staged file', async () => {
  const wrong = new Error('source');
  const throwing = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(10);
    throw wrong;
  };
  expect(await failure(bucket.put('a/k', throwing()))).toBe(wrong);
  const controller = new AbortController();
  const aborting = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(10);
    controller.abort(wrong);
    yield Buffer.alloc(10);
  };
  expect(await failure(bucket.put('a/k', aborting(), { signal: controller.signal }))).toBe(wrong);
  expect(await readdir(root, { recursive: true })).toEqual([STAGE]);
});

test.each([true, false])(
  'a folder that is removed just before the move is made again (ifAbsent: %s)',
  async (ifAbsent) => {
    let races = 3;
    const race = async (path: string): Promise<void> => {
      if (races-- > 0) await nodeFolderSystem.rmdir(dirname(path));
    };
    const system: FolderSystem = {
      ...nodeFolderSystem,
      rename: async (from, to) => {
        await race(String(to));
        await nodeFolderSystem.rename(from, to);
      },
      link: async (from, to) => {
        await race(String(to));
        await nodeFolderSystem.link(from, to);
      },
    };
    await folderBucket({ root, create: true, system }).put('a/b/k', Buffer.from('x'), { ifAbsent });
    expect(races).toBeLessThan(0);
    expect(await listKeys(bucket)).toEqual(['a/b/k']);
  },
);

test('an object and the folders made for it are durable before a put resolves, its bytes before it is seen', async () => {
  const log: string[] = [];
  const system: FolderSystem = {
    ...nodeFolderSystem,
    open: async (path, ...rest) => {
      const handle = await nodeFolderSystem.open(path, ...rest);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        await sync();
        log.push(`sync ${String(path).endsWith('.part') ? 'bytes' : relative(root, String(path))}`);
      };
      return handle;
    },
    rename: async (from, to) => {
      await nodeFolderSystem.rename(from, to);
      log.push('rename');
    },
  };
  const target = folderBucket({ root, create: true, system });
  await target.put('a/b/k', Buffer.from('x'));
  expect(log).toEqual(['sync ..', 'sync bytes', 'sync ', 'sync a', 'rename', 'sync a/b']);
});

test('a stream that is aborted before anybody reads it keeps its error for the reader', async () => {
  await bucket.put('k', Buffer.from('x'));
  const controller = new AbortController();
  const reason = new Error('stop');
  const { body } = await bucket.get('k', { signal: controller.signal });
  const closed = new Promise((resolve) => body.once('close', resolve));
  controller.abort(reason);
  await closed;
  expect(await failure(body.toArray())).toBe(reason);
});

describe('a missing root', () => {
  test('that was never made is an empty bucket where it may be made, and reading does not make it', async () => {
    expect(await listKeys(bucket)).toEqual([]);
    expect(await bucket.head('k')).toBeUndefined();
    expect(await failureCode(bucket.get('k'))).toBe('not-found');
    await bucket.delete('k');
    expect(await readdir(parent)).toEqual([]);
  });

  const everyCall = async (target: Bucket): Promise<void> => {
    expect(await failureCode(listKeys(target))).toBe('unreachable');
    expect(await failureCode(listKeys(target, { prefix: 'a/b/' }))).toBe('unreachable');
    expect(await failureCode(target.head('k'))).toBe('unreachable');
    expect(await failureCode(target.get('k'))).toBe('unreachable');
    expect(await failureCode(target.delete('k'))).toBe('unreachable');
    expect(await failureCode(target.put('k', Buffer.from('x')))).toBe('unreachable');
    expect(await failureCode(target.put('a/k', Buffer.from('x'), { ifAbsent: true }))).toBe('unreachable');
  };

  test('is unreachable to every call where it may not be made', async () => {
    await everyCall(folderBucket({ root, create: false }));
    expect(await readdir(parent)).toEqual([]);
  });

  test('is unreachable, and not made again, once it was seen', async () => {
    await bucket.put('k', Buffer.from('x'));
    await rm(root, { recursive: true });
    await everyCall(bucket);
    expect(await readdir(parent)).toEqual([]);
  });

  test('that goes while it is listed is unreachable', async () => {
    await bucket.put('k', Buffer.from('x'));
    const readdirLate = (async (path: string, ...rest: []) => {
      await rm(root, { recursive: true });
      return await nodeFolderSystem.readdir(path, ...rest);
    }) as FolderSystem['readdir'];
    const target = folderBucket({ root, create: true, system: { ...nodeFolderSystem, readdir: readdirLate } });
    expect(await failureCode(listKeys(target))).toBe('unreachable');
  });

  test('is no less missing where a file stands in its place', async () => {
    await writeFile(root, 'a file');
    await everyCall(bucket);
    await everyCall(folderBucket({ root: join(root, 'below'), create: true }));
    expect(String(await readFile(root))).toBe('a file');
  });
});

test('files that are no object are neither listed nor read nor removed', async () => {
  await bucket.put('dir/k', Buffer.from('x'));
  const junk = ['.DS_Store', 'Thumbs.db', 'a b', '%zz', '%61', 'x%', 'Capital', 'con', 'n'.repeat(245), 'd\u00e4'];
  for (const name of junk) await writeFile(join(root, 'dir', name), 'junk');
  await mkdir(join(root, 'Big'));
  await writeFile(join(root, 'Big', 'k'), 'junk');
  await symlink(join(root, 'dir', 'k'), join(root, 'dir', 'link'));
  expect(await listKeys(bucket)).toEqual(['dir/k']);
  for (const key of [...junk.map((name) => `dir/${name}`), 'Big/k', 'dir/link', 'dir/a'])
    expect(await bucket.head(key)).toBeUndefined();
  await bucket.delete('dir/link');
  await bucket.delete('dir/k');
  expect(await readdir(join(root, 'dir'))).toHaveLength(junk.length + 1);
});

test('no key leads through a symbolic link', async () => {
  const outside = join(parent, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'secret'), 'secret');
  await mkdir(root);
  await symlink(outside, join(root, 'out'));
  await symlink(join(outside, 'secret'), join(root, 'file'));
  for (const key of ['out/secret', 'file']) {
    expect(await bucket.head(key)).toBeUndefined();
    expect(await failureCode(bucket.get(key))).toBe('not-found');
    await bucket.delete(key);
  }
  expect(await listKeys(bucket)).toEqual([]);
  expect(await listKeys(bucket, { prefix: 'out/' })).toEqual([]);
  expect(await failureCode(bucket.put('out/new', Buffer.from('x')))).toBe('refused');
  expect(await failureCode(bucket.put('file', Buffer.from('x'), { ifAbsent: true }))).toBe('refused');
  await bucket.put('file', Buffer.from('x'));
  expect(await readdir(outside)).toEqual(['secret']);
  expect(String(await readFile(join(outside, 'secret')))).toBe('secret');
});

test.each(['EACCES', 'EIO', 'EMFILE'])(
  'a folder that cannot be read (%s) fails the listing instead of looking empty',
  async (code) => {
    for (const key of ['a', 'dir/b', 'z']) await bucket.put(key, Buffer.from('x'));
    const readdirFails = ((path: string, ...rest: []) =>
      path.endsWith('dir')
        ? Promise.reject(errno(code))
        : nodeFolderSystem.readdir(path, ...rest)) as FolderSystem['readdir'];
    const lstatFails = ((path: string) =>
      path.endsWith('b') ? Promise.reject(errno(code)) : nodeFolderSystem.lstat(path)) as FolderSystem['lstat'];
    for (const wrong of [{ readdir: readdirFails }, { lstat: lstatFails }]) {
      const broken = folderBucket({ root, create: false, system: { ...nodeFolderSystem, ...wrong } });
      expect(await failureCode(listKeys(broken))).toBe(code === 'EACCES' ? 'refused' : 'unreachable');
    }
  },
);

test.each([
  ['ENOSPC', 'refused'],
  ['EROFS', 'refused'],
  ['EACCES', 'refused'],
  ['EDQUOT', 'refused'],
  ['EIO', 'unreachable'],
  ['ESTALE', 'unreachable'],
])('a rename that fails with %s is %s', async (code, expected) => {
  const system = { ...nodeFolderSystem, rename: () => Promise.reject(errno(code)) };
  expect(await failureCode(folderBucket({ root, create: true, system }).put('k', Buffer.from('x')))).toBe(expected);
});

test('a file that gets shorter while it is read fails with incomplete', async () => {
  await bucket.put('k', Buffer.alloc(3_000_000));
  const { info, body } = await bucket.get('k');
  await writeFile(join(root, 'k'), 'short');
  expect(info.size).toBe(3_000_000);
  expect(await failureCode(body.toArray())).toBe('incomplete');
});

test('a process killed in the middle of a put leaves no object, only a hidden file that goes when it is old', async () => {
  const program = `
    import { folderBucket } from ${JSON.stringify(join(import.meta.dirname, 'folder.ts'))};
    const body = async function* () { yield Buffer.alloc(300_000); yield Buffer.alloc(1); process.stdout.write('half'); await new Promise((r) => setTimeout(r, 1e6)); };
    await folderBucket({ root: ${JSON.stringify(root)}, create: true }).put('dir/k', body());`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exit]);
  child.kill('SIGKILL');
  expect((await exit)[1]).toBe('SIGKILL');

  expect(await listKeys(bucket)).toEqual([]);
  expect(await objectsOnDisk()).toEqual([]);
  const [left = ''] = await readdir(join(root, STAGE));
  expect((await stat(join(root, STAGE, left))).size).toBe(300_001);

  // Younger than a day it may belong to a living process; and files of other names belong to somebody else.
  const old = new Date(Date.now() - 25 * 3_600_000);
  await writeFile(join(root, STAGE, 'notes.part'), 'mine');
  await utimes(join(root, STAGE, 'notes.part'), old, old);
  await folderBucket({ root, create: false }).put('dir/k', Buffer.from('x'));
  expect((await readdir(join(root, STAGE))).toSorted()).toEqual([left, 'notes.part'].toSorted());
  await utimes(join(root, STAGE, left), old, old);
  await folderBucket({ root, create: false }).put('dir/k', Buffer.from('y'));
  expect(await readdir(join(root, STAGE))).toEqual(['notes.part']);
  expect(String(await readAll(bucket, 'dir/k'))).toBe('y');
});
