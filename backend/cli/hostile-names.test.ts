import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { errorCodes, expectDone, TestCli } from './test-cli.ts';

const LONGEST = 'n'.repeat(255);
const GOOD = [
  'emoji 👩‍👩‍👧.txt',
  LONGEST,
  'quote"\'$`!',
  '-dash',
  '.hidden',
  'a:b?.',
  'trailing ',
  'bidi \u202etxt',
  'é-nfc',
  'CON',
];

test('a folder of hostile names: the good arrive and come back, each bad one is reported, nothing steers the terminal', async () => {
  const cli = await TestCli.withVault();
  await mkdir(cli.path('d/empty/empty'), { recursive: true });
  for (const name of GOOD) await cli.write(`d/${name}`, name);
  const bad = [
    Buffer.from('line\nbreak'),
    Buffer.from('back\\slash'),
    Buffer.from('red\u001b[31m'),
    Buffer.from('c1\u009b31m'),
    Buffer.from('del\u007f'),
    Buffer.from([0x62, 0xff, 0xfe]),
    Buffer.from('replaced\ufffd'),
  ];
  for (const name of bad) await writeFile(Buffer.concat([Buffer.from(`${cli.path('d')}/`), name]), 'bad');
  await mkdir(cli.path('d/bad\u0007folder'));
  await cli.write('d/bad\u0007folder/inside', 'bad');
  await symlink('/etc/hostname', cli.path('d/link'));
  await symlink('.', cli.path('d/loop'));
  execFileSync('mkfifo', [cli.path('d/fifo')]);
  const stored = await cli.run(['put', 'd', '--key', 'key.json']);
  const codes = errorCodes(stored).sort();
  expect(codes).toEqual([...Array(3).fill('not-found'), ...Array(8).fill('unnameable')]);
  expect([2, 3]).toContain(stored.code);
  expect(stored.stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  const answer = await cli.run(['ls', 'd', '--json']);
  expect(answer.stdout.trimEnd()).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  const rows = JSON.parse(answer.stdout) as { path: string }[];
  expect(rows.map(({ path }) => path).sort()).toEqual(GOOD.map((name) => `d/${name}`.normalize('NFC')).sort());
  expect((await cli.run(['ls', 'd'])).stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  expectDone(await cli.run(['get', 'd', '--key', 'key.json', '--to', 'out'], { platform: 'linux' }));
  expect(await cli.tree('out/d')).toEqual([...GOOD].sort());
  for (const name of GOOD) expect(await readFile(cli.path('out/d', name), 'utf8')).toBe(name);
});

test('names that differ only in the composition of a letter are not merged: the second is reported', async () => {
  const cli = await TestCli.withVault();
  await mkdir(cli.path('d'));
  for (const name of ['caf\u00e9', 'cafe\u0301']) await cli.write(`d/${name}`, 'x');
  const stored = await cli.run(['put', 'd', '--key', 'key.json']);
  expect([stored.code, errorCodes(stored)]).toEqual([7, ['exists']]);
  const rows = JSON.parse((await cli.run(['ls', 'd', '--versions', '--json'])).stdout) as unknown[];
  expect(rows).toHaveLength(1);
  // Either spelling names it.
  for (const to of ['caf\u00e9', 'cafe\u0301']) {
    expectDone(await cli.run(['get', `d/${to}`, '--key', 'key.json', '--to', `out-${to.length}`]));
  }
});

test('a link given itself is followed, and a path of many folders comes back', async () => {
  const cli = await TestCli.withVault();
  const deep = Array.from({ length: 15 }, (_, index) => String(index).padStart(200, 'd')).join('/');
  await mkdir(cli.path('real', deep), { recursive: true });
  await cli.write(`real/${deep}/leaf`, 'deep');
  await symlink('real', cli.path('link'));
  expectDone(await cli.run(['put', 'link', '--key', 'key.json']));
  expectDone(await cli.run(['get', 'link', '--key', 'key.json', '--to', 'out']));
  expect(await readFile(cli.path('out/link', deep, 'leaf'), 'utf8')).toBe('deep');
});

test('on Windows rules names that cannot stand are mapped and numbered, none is lost', async () => {
  const cli = await TestCli.withVault();
  await mkdir(cli.path('d'));
  const names = ['CON', 'a:b', 'a?b', 'Case', 'case', 'end.'];
  for (const name of names) await cli.write(`d/${name}`, name);
  expectDone(await cli.run(['put', 'd', '--key', 'key.json']));
  expectDone(await cli.run(['get', 'd', '--key', 'key.json', '--to', 'out'], { platform: 'win32' }));
  const arrived = await cli.tree('out/d');
  const folded = arrived.map((name) => name.toLowerCase()).sort();
  expect(folded).toEqual(['_con', 'a_b', 'a_b (2)', 'case', 'case (2)', 'end_']);
  const contents = await Promise.all(arrived.map((name) => readFile(cli.path('out/d', name), 'utf8')));
  expect(contents.sort()).toEqual([...names].sort());
});
