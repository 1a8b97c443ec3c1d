import { mkdir, mkdtemp, open, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { scanPaths } from '../transfers/scan-paths.ts';
import { HEAD_BYTES, TEXT_BYTES } from './file-scan.ts';
import { drawn, newScanner } from './test-scan.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'latchkey-scan-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function place(name: string, content: string | Uint8Array = ''): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
}

const scan = (...paths: string[]) => Array.fromAsync(scanPaths(newScanner(), paths));
const GIB = 2 ** 30;

test('of a film of 10 GiB its beginning is read, and of a line of 1 GiB the first 4 MiB', async () => {
  const film = await place('film.mp4', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom')]));
  await truncate(film, 10 * GIB);
  const line = await place('line.txt', 'a'.repeat(2 * TEXT_BYTES));
  await truncate(line, GIB);
  const [a, b] = await scan(film, line);
  expect([a, b]).toEqual([
    { path: film, findings: [], read: HEAD_BYTES, partly: true },
    { path: line, findings: [], read: TEXT_BYTES, partly: true },
  ]);
});

test('no text makes a rule slow: lines of one character, of beginnings of secrets, of nothing but digits', async () => {
  const hostile = [
    '-----BEGIN ',
    'password=',
    '4 ',
    '4539-',
    'DE12 ',
    'A',
    'ghp_',
    'https://a:',
    'postgres://a:b@',
    '"token":"',
    '=',
    '{"data":"',
    '\\',
    'eyJ.',
  ];
  const paths = await Promise.all(
    hostile.map((text, index) => place(`slow/${index}.txt`, text.repeat(2 ** 20 / text.length))),
  );
  const reports = await scan(...paths);
  expect(reports.map(({ skipped }) => skipped)).toEqual(hostile.map(() => undefined));
});

test('links, pipes and what cannot be read are told as not looked at, and all else goes on', async () => {
  const whole = await place('odd/deep/deeper/a.txt', `ghp_${drawn(36)}`);
  await symlink(whole, join(folder, 'odd/link'));
  await symlink('/', join(folder, 'odd/root'));
  const reports = await scan(join(folder, 'odd'), join(folder, 'gone'));
  expect(
    reports.map(({ path, findings, skipped }) => [path.slice(folder.length), findings.length, skipped]).sort(),
  ).toEqual([
    ['/gone', 0, 'unreadable'],
    ['/odd/deep/deeper/a.txt', 1, undefined],
    ['/odd/link', 0, 'not-a-file'],
    ['/odd/root', 0, 'not-a-file'],
  ]);
});

test('a file that is gone, or is a folder by now, when its turn comes is told as not looked at', async () => {
  const targets = [{ path: join(folder, 'gone') }, { path: folder }];
  const reports = await Array.fromAsync(newScanner().scan(targets));
  expect(reports.map(({ skipped }) => skipped)).toEqual(['unreadable', 'not-a-file']);
});

test('hundreds of folders, one in the other, are walked', async () => {
  const deep = `deep/${'d/'.repeat(400)}`;
  await place(`${deep}id_rsa`, '-----BEGIN OPENSSH PRIVATE KEY-----\n');
  const reports = await scan(join(folder, 'deep'));
  expect(reports.map(({ findings }) => findings)).toEqual([[{ kind: 'private-key' }]]);
});

test('thousands of small files are looked at with a bounded number of threads and open files', async () => {
  const secret = `ghp_${drawn(36)}`;
  for (let index = 0; index < 2000; index += 1)
    await place(`many/${index % 20}/${index}.txt`, index % 500 === 7 ? secret : `file ${index}`);
  const scanner = newScanner();
  let open = 0;
  const reports = [];
  for await (const report of scanPaths(scanner, [join(folder, 'many')])) {
    reports.push(report);
    if (reports.length % 500 === 0) open = Math.max(open, (await readdir('/proc/self/fd').catch(() => [])).length);
  }
  expect([reports.length, reports.filter(({ findings }) => findings.length > 0).length]).toEqual([2000, 4]);
  expect(open).toBeLessThan(200);
});

test('a scan that is cancelled ends, and the next one is served', async () => {
  const scanner = newScanner();
  const paths = Array.from({ length: 500 }, () => ({ path: join(folder, 'film.mp4') }));
  const stop = new AbortController();
  const seen: string[] = [];
  const cancelled = (async () => {
    for await (const { path } of scanner.scan(paths, stop.signal)) {
      seen.push(path);
      stop.abort();
    }
  })();
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  expect(seen.length).toBeLessThan(paths.length);
  expect(await Array.fromAsync(scanner.scan([{ path: join(folder, 'film.mp4') }]))).toHaveLength(1);
});

test('a file at which the thread hangs or dies is told as not looked at, and the others are looked at', async () => {
  const text = `import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (targets) => {
      for (const { path } of targets) {
        while (path === 'hangs');
        if (path === 'dies') throw new Error(path);
        parentPort.postMessage({ path, findings: [], read: 1, partly: false });
      }
    });`;
  const worker = new URL(`file://${await place('worker.mjs', text)}`);
  const scanner = newScanner({ worker, fileMs: 3000 });
  const targets = ['a', 'hangs', 'b', 'dies', 'c'].map((path) => ({ path }));
  const reports = await Array.fromAsync(scanner.scan(targets));
  expect(reports.map(({ path, skipped }) => [path, skipped])).toEqual([
    ['a', undefined],
    ['hangs', 'slow'],
    ['b', undefined],
    ['dies', 'slow'],
    ['c', undefined],
  ]);
});

test('this thread goes on while files are looked at', async () => {
  const path = await place('large.txt', 'some words and no more\n'.repeat(TEXT_BYTES / 23));
  const scanner = newScanner();
  let turns = 0;
  let isOver = false;
  const over = Array.fromAsync(scanner.scan([{ path }])).then(() => (isOver = true));
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    turns += 1;
  }
  await over;
  expect(turns).toBeGreaterThan(10);
  // It left the file as it was, and closed it.
  await (await open(path, 'r+')).close();
});
