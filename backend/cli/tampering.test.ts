import { copyFile, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes, expectDone, expectRefusal, TestCli } from './test-cli.ts';

/** Two files of one size in the vault, then a bucket that lies about them. */
async function withTwo(): Promise<{ cli: TestCli; first: string; second: string }> {
  const cli = await TestCli.withVault();
  const objects: string[] = [];
  for (const name of ['one', 'two']) {
    await cli.write(name, name);
    expectDone(await cli.run(['put', name, '--key', 'key.json']));
    objects.push((await cli.objects()).find((object) => !objects.includes(object))!);
  }
  return { cli, first: objects[0]!, second: objects[1]! };
}

/** Both getting the file and getting it over another one end with 5 and leave all as it was. */
async function expectRefused(cli: TestCli, name: string, code: string): Promise<void> {
  const out = `out-${name}`;
  await mkdir(cli.path(out));
  await writeFile(cli.path(out, name), 'old');
  for (const [to, ...force] of [['fresh'], [out, '--force']]) {
    expectRefusal(await cli.run(['get', name, '--key', 'key.json', '--to', to!, ...force]), 5, code);
  }
  expect([await cli.tree('fresh'), await cli.tree(out)]).toEqual([[], [name]]);
  expect(await readFile(cli.path(out, name), 'utf8')).toBe('old');
}

test('a file whose object was exchanged with that of another is refused', async () => {
  const { cli, first, second } = await withTwo();
  await copyFile(first, cli.path('kept'));
  await copyFile(second, first);
  await copyFile(cli.path('kept'), second);
  await expectRefused(cli, 'one', 'tampered');
  await expectRefused(cli, 'two', 'tampered');
});

test('a file whose sealed name is that of another is refused, though its own name cannot be read', async () => {
  const { cli, first, second } = await withTwo();
  const parts = (object: string) => {
    const whole = relative(join(cli.bucket, 'files'), object);
    const at = whole.indexOf('.');
    return [whole.slice(0, at), whole.slice(at)] as const;
  };
  const target = join(cli.bucket, 'files', parts(first)[0] + parts(second)[1]);
  await mkdir(dirname(target), { recursive: true });
  await rename(first, target);
  await expectRefused(cli, 'one', 'tampered');
  const answer = await cli.run(['ls', '--json']);
  expect([answer.code, errorCodes(answer)]).toEqual([5, ['tampered']]);
  expect((JSON.parse(answer.stdout) as { path: string }[]).map(({ path }) => path)).toEqual(['two']);
  expectDone(await cli.run(['get', 'two', '--key', 'key.json', '--to', 'good']));
});

test('an older version in the place of the newest is refused, and never given out with its folder', async () => {
  const cli = await TestCli.withVault();
  await mkdir(cli.path('d'));
  for (const content of ['old', 'new']) {
    await cli.write('d/a', content);
    await cli.write('d/b', content);
    expectDone(await cli.run(['put', 'd', '--key', 'key.json']));
  }
  const rows = JSON.parse((await cli.run(['ls', 'd/a', '--versions', '--json'])).stdout) as { id: string }[];
  const objects = await cli.objects();
  const [older, newer] = rows.map(({ id }) => objects.find((object) => object.includes(id))!);
  const bytes = await readFile(newer!);
  await copyFile(older!, newer!);
  const swapped = await cli.run(['get', 'd/a', '--key', 'key.json', '--to', 'out']);
  expectRefusal(swapped, 5, 'tampered');
  await writeFile(newer!, bytes);
  // A second object of the newest id: which of the two is meant nobody can tell (format 2.7).
  const twin = `${newer!.slice(0, -3)}AAA`;
  await copyFile(newer!, twin === newer ? `${newer.slice(0, -3)}BBB` : twin);
  const folder = await cli.run(['get', 'd', '--key', 'key.json', '--to', 'out']);
  expect([folder.code, errorCodes(folder)]).toEqual([5, ['tampered']]);
  expect(await cli.tree('out')).toEqual(['d', 'd/b']);
  expect(await readFile(cli.path('out/d/b'), 'utf8')).toBe('new');
});

test.each([
  ['at its start', 20],
  ['in the middle', 0.5],
  ['at its end', -1],
])('content changed %s is refused', async (_, where) => {
  const { cli, first } = await withTwo();
  const bytes = await readFile(first);
  const at = where === 0.5 ? bytes.length / 2 : where;
  bytes[at < 0 ? bytes.length + at : Math.floor(at)]! ^= 0x10;
  await writeFile(first, bytes);
  const answer = await cli.run(['get', 'one', '--key', 'key.json', '--to', 'out']);
  expect([answer.code, await cli.tree('out')]).toEqual([where === 20 ? 4 : 5, []]);
});

test('content that was cut is truncated, content that is gone has vanished', async () => {
  const { cli, first, second } = await withTwo();
  await writeFile(first, (await readFile(first)).subarray(0, 100));
  await expectRefused(cli, 'one', 'truncated');
  // A rename leaves a record behind that still tells of the content.
  expectDone(await cli.run(['mv', 'two', 'three']));
  await rm(second);
  await expectRefused(cli, 'three', 'vanished');
});

test('another key in the record is wrong-key before a byte is read or a folder is made', async () => {
  const { cli, first } = await withTwo();
  await cli.run(['key', 'new', 'other.json', '--name', 'Other']);
  await writeFile(first, '');
  expectRefusal(await cli.run(['get', 'one', '--key', 'other.json', '--to', 'out/deep']), 4, 'wrong-key');
  await expect(stat(cli.path('out'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('another vault in the bucket, an older account in it, or none at all is found out', async () => {
  const { cli } = await withTwo();
  const settings = await readFile(join(cli.home, 'latchkey.json'), 'utf8');
  const { accounts } = JSON.parse(settings) as { accounts: Record<string, number> };
  const [id] = Object.keys(accounts);
  await writeFile(join(cli.home, 'latchkey.json'), settings.replace(`"${id}": 1`, `"${id}": 2`));
  expectRefusal(await cli.run(['ls']), 5, 'rolled-back');
  await writeFile(join(cli.home, 'latchkey.json'), settings);
  await cp(cli.bucket, cli.path('copy'), { recursive: true });
  await rm(join(cli.bucket, 'accounts'), { recursive: true });
  expectRefusal(await cli.run(['ls']), 5, 'rolled-back');
  const vault = join(cli.bucket, 'vault.json');
  const text = await readFile(vault, 'utf8');
  await writeFile(vault, text.replace(/[0-9a-f]{32}/, '0'.repeat(32)));
  expectRefusal(await cli.run(['ls']), 5, 'rolled-back');
  await writeFile(vault, text.replace('"version": 1', '"version": 2'));
  expectRefusal(await cli.run(['ls']), 5, 'unsupported');
  await writeFile(vault, 'x');
  expectRefusal(await cli.run(['ls']), 5, 'tampered');
  await rm(vault);
  expectRefusal(await cli.run(['ls']), 3, 'no-vault');
  await rm(cli.bucket, { recursive: true });
  expectRefusal(await cli.run(['ls']), 6, 'unreachable');
  expect(await cli.tree('bucket')).toEqual([]);
});

test.each(['', '{', 'null', '[]', '{"bucket":"/x","vault":"y","user":"z"}', ' '.repeat(1024 * 1024 + 1)])(
  'damaged settings are told as such and never overwritten',
  async (text) => {
    const cli = await TestCli.make();
    await mkdir(cli.home);
    await writeFile(join(cli.home, 'latchkey.json'), text);
    for (const args of [['ls'], ['init', '--bucket', 'bucket', '--user', 'Ann', '--force']]) {
      expectRefusal(await cli.run(args), 5, 'damaged-home');
    }
    expect(await readFile(join(cli.home, 'latchkey.json'), 'utf8')).toBe(text);
    expect(await cli.tree('bucket')).toEqual([]);
  },
);
