import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openState } from './database.ts';
import { KnownKeys } from './known-keys.ts';
import { Verifications } from './verifications.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-state-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const met = (id: string, path: string | null = `/keys/${id}`, name = id) =>
  ({ id, name, created: '2026-01-01T00:00:00.000Z', form: 'plain', path }) as const;

/** Opens, does something, closes. */
async function within<T>(folder: string, act: (keys: KnownKeys, verified: Verifications) => Promise<T>): Promise<T> {
  const state = await openState(folder);
  try {
    const now = () => new Date(1000);
    return await act(new KnownKeys(state, now), new Verifications(state, now));
  } finally {
    await state.destroy();
  }
}

const ids = (folder: string) => within(folder, async (keys) => (await keys.all()).map(({ id }) => id));

test('the state is readable by its owner alone, also while it is written, and read back later', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'state.sqlite'), '', { mode: 0o644 });
  await within(folder, async (keys, verified) => {
    await keys.meet(met('a'));
    await verified.note('f');
    const modes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).mode & 0o777);
    expect(new Set(await Promise.all(modes))).toEqual(new Set([0o600]));
  });
  await within(folder, async (keys, verified) => {
    expect(await keys.get('a')).toEqual({ ...met('a'), seen: 1000, printed: null, used: null, quiet_until: null });
    expect(await keys.get('b')).toBeUndefined();
    expect(await verified.of('f')).toEqual(new Date(1000));
    expect(await verified.of('g')).toBeUndefined();
  });
});

test('a deleted state costs memory and nothing else', async () => {
  const folder = await newFolder();
  await within(folder, (keys) => keys.meet(met('a')));
  await rm(join(folder, 'state.sqlite'));
  expect(await ids(folder)).toEqual([]);
});

test('a state deleted while it is open goes on for whoever has it open', async () => {
  const folder = await newFolder();
  await within(folder, async (keys) => {
    await keys.meet(met('a'));
    for (const name of await readdir(folder)) await rm(join(folder, name));
    await keys.meet(met('b'));
    expect((await keys.all()).map(({ id }) => id).sort()).toEqual(['a', 'b']);
  });
  expect(await ids(folder)).toEqual([]);
});

async function database(folder: string, ...statements: string[]): Promise<void> {
  const file = new DatabaseSync(join(folder, 'state.sqlite'));
  for (const statement of statements) file.exec(statement);
  file.close();
}

async function zeroed(folder: string, from: number, to: number): Promise<void> {
  const path = join(folder, 'state.sqlite');
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill(0xa5, from, Math.min(to, bytes.length)));
}

const DAMAGE: [string, (folder: string) => Promise<unknown>][] = [
  ['text', (folder) => writeFile(join(folder, 'state.sqlite'), 'no database '.repeat(1000))],
  ['a damaged header', (folder) => zeroed(folder, 0, 16)],
  ['damaged pages', (folder) => zeroed(folder, 4096, 1_000_000)],
  [
    'a cut file',
    async (folder) => {
      const path = join(folder, 'state.sqlite');
      await writeFile(path, (await readFile(path)).subarray(0, 5000));
    },
  ],
  [
    'a folder',
    async (folder) => {
      await rm(join(folder, 'state.sqlite'));
      await mkdir(join(folder, 'state.sqlite', 'in'), { recursive: true });
    },
  ],
  ['a table that is missing', (folder) => database(folder, 'DROP TABLE known_key')],
  ['a table of another form', (folder) => database(folder, 'ALTER TABLE known_key RENAME COLUMN path TO place')],
  [
    'tables of another program',
    async (folder) => {
      await rm(join(folder, 'state.sqlite'));
      await database(folder, 'CREATE TABLE known_key (a)');
    },
  ],
  [
    'migrations of a later Latchkey',
    (folder) => database(folder, "INSERT INTO kysely_migration VALUES ('9999-later', 'x')"),
  ],
];

test.each(DAMAGE)('%s in place of the state is moved aside, and the state begun anew', async (_, damage) => {
  const folder = await newFolder();
  for (const again of [false, true]) {
    await within(folder, (keys) => keys.meet(met('a')));
    await damage(folder);
    expect(await ids(folder), String(again)).toEqual([]);
    await within(folder, (keys) => keys.meet(met('b')));
    expect(await ids(folder)).toEqual(['b']);
    expect((await readdir(folder)).filter((name) => !/-(wal|shm)$/.test(name)).sort()).toEqual([
      'state.sqlite',
      'state.sqlite.damaged',
    ]);
    await rm(join(folder, 'state.sqlite'), { recursive: true });
  }
});

test('a journal that is damaged or left over is no obstacle', async () => {
  const folder = await newFolder();
  await within(folder, (keys) => keys.meet(met('a')));
  await writeFile(join(folder, 'state.sqlite-wal'), 'garbage '.repeat(1000));
  expect(await ids(folder)).toEqual(['a']);
});

test('a state that is whole is never moved aside: not where another process has it, nor where many open it at once', async () => {
  const folder = await newFolder();
  const states = await Promise.all(Array.from({ length: 4 }, () => openState(folder)));
  const keys = states.map((state) => new KnownKeys(state, () => new Date(0)));
  await Promise.all(keys.map((known, index) => known.meet(met(`k${index}`))));
  expect(await keys[0]!.all()).toHaveLength(4);
  await Promise.all(states.map((state) => state.destroy()));
  expect(await readdir(folder)).not.toContain('state.sqlite.damaged');
});

test('a state that several processes make at the same moment is one, and is never taken for damaged', async () => {
  const folders = await Promise.all(Array.from({ length: 6 }, newFolder));
  const program = `
    import { openState } from ${JSON.stringify(new URL('database.ts', import.meta.url).href)};
    process.stdout.write('ready');
    process.stdin.once('data', async () => {
      for (const folder of ${JSON.stringify(folders)}) await (await openState(folder)).destroy();
      process.exit();
    });`;
  const children = Array.from({ length: 3 }, () =>
    spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  onTestFinished(() => children.forEach((child) => void child.kill()));
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const ended = children.map((child) => once(child, 'exit'));
  for (const child of children) child.stdin.write('go');
  expect(await Promise.all(ended)).toEqual(children.map(() => [0, null]));
  for (const folder of folders) expect(await readdir(folder)).not.toContain('state.sqlite.damaged');
});

test('a folder that cannot be written is told, not mended', async () => {
  const folder = await newFolder();
  await symlink(join(folder, 'nowhere/state.sqlite'), join(folder, 'state.sqlite'));
  await expect(openState(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readdir(folder)).toEqual(['state.sqlite']);
});

test('keys are listed with the one used last first; what is seen again keeps what is known of it', async () => {
  const folder = await newFolder();
  const state = await openState(folder);
  onTestFinished(() => state.destroy());
  let time = 0;
  const keys = new KnownKeys(state, () => new Date(++time));
  for (const id of ['c', 'a', 'b']) await keys.meet(met(id));
  const order = async () => (await keys.all()).map(({ id }) => id).join('');
  expect(await order()).toBe('abc');
  await keys.use('c');
  expect(await order()).toBe('cab');
  await keys.use('b');
  expect(await order()).toBe('bca');
  await keys.keepQuiet('b', new Date(99));
  await keys.meet(met('b', null, 'renamed'));
  expect(await keys.get('b')).toEqual({
    ...met('b'),
    name: 'renamed',
    seen: 6,
    used: 5,
    quiet_until: 99,
    printed: null,
  });
  await keys.meet(met('b', '/elsewhere'));
  expect(await keys.get('b')).toMatchObject({ path: '/elsewhere', used: 5, quiet_until: 99 });
  await keys.forgetPlace('b');
  expect(await keys.get('b')).toMatchObject({ path: null, used: 5, quiet_until: 99 });
  await keys.rename('b', "x'; DROP TABLE known_key; --");
  expect(await keys.get('b')).toMatchObject({ name: "x'; DROP TABLE known_key; --" });
  for (const act of [keys.use('z'), keys.forgetPlace('z'), keys.rename('z', 'y'), keys.keepQuiet('z', new Date())])
    await act;
  expect(await order()).toBe('bca');
});

test('a file is verified anew each time', async () => {
  const folder = await newFolder();
  const state = await openState(folder);
  onTestFinished(() => state.destroy());
  let time = 0;
  const verified = new Verifications(state, () => new Date(++time));
  await verified.note('f');
  await verified.note('f');
  expect(await verified.of('f')).toEqual(new Date(2));
});
