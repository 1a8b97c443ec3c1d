import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ended, errorCodes, expectDone, expectRefusal, grown, PASSWORD, PROJECT, TestCli } from './test-cli.ts';
import { hasScript, inTerminal } from './test-terminal.ts';

const MIB = 1024 * 1024;
const PATTERN = 'latchkey plaintext pattern '.repeat(40_000);
/** The proof that the first part of an upload lies in the bucket's temporary folder. */
const FIRST_PART = /^[0-9a-f]{32}\.[0-9a-f]{32}\.upload\/1\.\d+\.[0-9a-f]{32}\.\d+\.part$/;
const PARTIAL = /^\.latchkey-[0-9a-f]{16}\.part$/;

/** A file that takes a while, and begins with what would be recognised. */
async function large(cli: TestCli, name: string, mebibytes: number): Promise<void> {
  await truncate(await cli.write(name, PATTERN), mebibytes * MIB);
}

test('the whole way in real processes: key, init, put, ls, get, mv, rm, restore, seal, open', async () => {
  const cli = await TestCli.make();
  await cli.write('a', 'content');
  const ways = ['key new key.json', 'init --bucket bucket --user Ann', 'put a --key key.json', 'mv a b', 'rm b'];
  for (const way of [...ways, 'restore b', 'get b --key key.json --to out', 'seal a s --key key.json']) {
    const answer = await cli.call(way.split(' '));
    expectDone(answer);
  }
  expectDone(await cli.call(['open', 's', 'opened', '--key', 'key.json']));
  for (const name of ['out/b', 'opened']) expect(await readFile(cli.path(name), 'utf8')).toBe('content');
  expect((await cli.call(['ls'])).stdout).toMatch(/^ +7 .* b\n$/);
});

test('as an npm script, relative paths count from where the user stands', async () => {
  const cli = await TestCli.make();
  await mkdir(cli.path('sub'));
  const program = ['npm', 'run', '-s', '--prefix', PROJECT, 'latchkey', '--'];
  const env = { LATCHKEY_HOME: 'relative-home', PATH: `${join(PROJECT, 'node_modules/.bin')}:${process.env['PATH']}` };
  const options = { program, env, cwd: cli.path('sub') };
  expectDone(await cli.call(['key', 'new', '../key.json'], options));
  expectDone(await cli.call(['init', '--bucket', 'b', '--user', 'Ann'], options));
  expectRefusal(await cli.call(['put', 'missing', '--key', '../key.json'], options), 3, 'not-found');
  expect((await cli.tree('.')).filter((name) => name.endsWith('.json') && !name.includes('accounts'))).toEqual([
    'key.json',
    'sub/b/vault.json',
    'sub/relative-home/latchkey.json',
  ]);
});

test('--home beats LATCHKEY_HOME, may be relative, and may stand before or after the command', async () => {
  const cli = await TestCli.make();
  const env = { LATCHKEY_HOME: cli.path('from-environment') };
  const init = ['init', '--bucket', 'bucket', '--user', 'Ann'];
  expectDone(await cli.call(['--home', 'rel', ...init], { env }));
  expectDone(await cli.call(['ls', '--home', cli.path('rel')], { env }));
  expectRefusal(await cli.call(['ls'], { env }), 3, 'no-vault');
  expectDone(await cli.call(['ls'], { env: { LATCHKEY_HOME: 'rel' } }));
  const home = ['latchkey.json', 'state.sqlite'];
  expect([await cli.tree('rel'), await cli.tree('from-environment')]).toEqual([home, []]);
});

test('without LATCHKEY_PASSWORD and without a terminal a command asks nobody and ends with 2', async () => {
  const cli = await TestCli.withVault();
  for (const LATCHKEY_PASSWORD of [undefined, '']) {
    const answer = await cli.call(['ls'], { env: { LATCHKEY_PASSWORD } });
    expectRefusal(answer, 2, 'usage');
    expect(answer.stderr).toContain('LATCHKEY_PASSWORD');
  }
  expectRefusal(await cli.call(['ls'], { env: { LATCHKEY_PASSWORD: 'wrong' } }), 4, 'wrong-password');
});

test('help goes to standard output and ends with 0', async () => {
  const cli = await TestCli.make();
  const words = ['key', 'seal', 'open', 'init', 'put', 'ls', 'get', 'mv', 'rm', 'restore'];
  const { code, stdout, stderr } = await cli.call(['--help']);
  expect([code, stderr]).toEqual([0, '']);
  for (const word of words) expect(stdout).toMatch(new RegExp(`^  ${word}\\b`, 'm'));
});

test('a reader that goes away does not stop the work', async () => {
  const cli = await TestCli.withVault();
  await mkdir(cli.path('d'));
  for (let index = 0; index < 30; index += 1) await cli.write(`d/${index}`, 'x');
  const child = cli.start(['put', 'd', '--key', 'key.json']);
  child.stdout!.destroy();
  expectDone(await ended(child));
  expect(await cli.objects()).toHaveLength(30);
});

test('kill -9 in the middle of put: nothing is visible, what is left is sealed, and the next put works', async () => {
  const cli = await TestCli.withVault();
  await large(cli, 'large', 1024);
  const child = cli.start(['put', 'large', '--key', 'key.json']);
  const end = ended(child);
  const proof = await grown(join(cli.bucket, '.latchkey-tmp'), FIRST_PART, 0, child);
  const staged = proof.replace(/\/1\.\d+\.[0-9a-f]{32}\.(\d+)\.part$/, '/$1.data');
  child.kill('SIGKILL');
  expect((await end).signal).toBe('SIGKILL');
  const left = await open(staged);
  const bytes = Buffer.alloc(8 * MIB);
  await left.read(bytes, 0, bytes.length, 0);
  await left.close();
  expect(bytes.toString('latin1', 0, 8)).toBe('LATCHKEY');
  expect([bytes.includes('latchkey plaintext'), bytes.includes(Buffer.alloc(64))]).toEqual([false, false]);
  expect(await cli.objects()).toEqual([]);
  expect((await cli.run(['ls', '--json'])).stdout).toBe('[]\n');
  // The source is another one now: what was begun is given up.
  await truncate(cli.path('large'), MIB);
  expectDone(await cli.run(['put', 'large', '--key', 'key.json']));
  expect([(await cli.objects()).length, await cli.tree('bucket/.latchkey-tmp')]).toEqual([1, []]);
});

test('kill -9 and SIGINT in the middle of get and open: no file is visible, and a get can go on', async () => {
  const cli = await TestCli.withVault();
  await large(cli, 'large', 384);
  expectDone(await cli.run(['put', 'large', '--key', 'key.json', '--suite', 'cfb']));
  const [object] = await cli.objects();
  await mkdir(cli.path('out'));
  const interrupt = async (args: string[], signal: NodeJS.Signals) => {
    const child = cli.start([...args, '--key', 'key.json']);
    const end = ended(child);
    const partial = await grown(cli.path('out'), PARTIAL, MIB, child);
    child.kill(signal);
    return { answer: await end, partial };
  };
  for (const args of [
    ['get', 'large', '--to', 'out'],
    ['open', object!, 'out/large'],
  ]) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const { answer } = await interrupt(args, signal);
      expectRefusal(answer, 130, 'cancelled');
      const left = args[0] === 'get' ? [expect.stringMatching(PARTIAL)] : [];
      expect(await cli.tree('out')).toEqual(left);
      expectDone(await cli.run(['transfers', '--clean']));
      expect(await cli.tree('out')).toEqual([]);
    }
  }
  const { answer, partial } = await interrupt(['get', 'large', '--to', 'out'], 'SIGKILL');
  expect([answer.code, answer.signal]).toEqual([null, 'SIGKILL']);
  expect(await cli.tree('out')).toEqual([partial.split('/').at(-1)]);
  // It stays until it has gone on.
  await cli.write('small', 'x');
  await cli.run(['put', 'small', '--key', 'key.json']);
  expectDone(await cli.run(['get', 'small', '--key', 'key.json', '--to', 'out']));
  expect(await cli.tree('out')).toHaveLength(2);
  expectDone(await cli.run(['get', 'large', '--key', 'key.json', '--to', 'out']));
  expect((await cli.tree('out')).sort()).toEqual(['large', 'small']);
});

test('SIGINT in the middle of put and seal: 130, nothing is visible, and what a put would go on with can be cleaned', async () => {
  const cli = await TestCli.withVault();
  await large(cli, 'large', 1024);
  await mkdir(cli.path('out'));
  const ways = [
    { args: ['put', 'large', 'missing'], folder: join(cli.bucket, '.latchkey-tmp'), name: FIRST_PART, bytes: 0 },
    { args: ['seal', 'large', 'out/sealed'], folder: cli.path('out'), name: PARTIAL, bytes: MIB },
  ];
  for (const { args, folder, name, bytes } of ways) {
    const child = cli.start([...args, '--key', 'key.json']);
    const end = ended(child);
    await grown(folder, name, bytes, child);
    child.kill('SIGINT');
    const answer = await end;
    expect([answer.code, errorCodes(answer).at(-1), answer.stdout]).toEqual([130, 'cancelled', '']);
  }
  expect([await cli.objects(), await cli.tree('out')]).toEqual([[], []]);
  expect(await cli.tree('bucket/.latchkey-tmp')).not.toEqual([]);
  expect((await cli.run(['transfers'])).stdout).toContain('large');
  expectDone(await cli.run(['transfers', '--clean']));
  expect([await cli.objects(), await cli.tree('bucket/.latchkey-tmp')]).toEqual([[], []]);
});

// Without `script` there is no terminal to ask in.
test.skipIf(!hasScript)('in a terminal secrets are asked for, twice where they are new, and never shown', async () => {
  const cli = await TestCli.withVault();
  const protect = ['key', 'new', 'k.json', '--protect'];
  const ask = 'Passphrase for the new key file';
  const again = 'The same once more';
  const slip = await inTerminal(
    cli,
    protect,
    [
      [ask, 'open sesame\r'],
      [again, 'open sesam\r'],
    ],
    {},
  );
  expect([slip.code, slip.untyped]).toEqual([2, 0]);
  const empty = await inTerminal(
    cli,
    protect,
    [
      [ask, '\r'],
      [again, '\r'],
    ],
    {},
  );
  expect([empty.code, empty.stdout.includes('password-length')]).toEqual([2, true]);
  const cancelled = await inTerminal(cli, protect, [[ask, '\u0003']], {});
  expect([cancelled.code, cancelled.stdout.includes('latchkey: cancelled: ')]).toEqual([130, true]);
  expect(await cli.tree('.')).not.toContain('k.json');
  const made = await inTerminal(
    cli,
    protect,
    [
      [ask, 'open sesame\r'],
      [again, 'open sesame\r'],
    ],
    {},
  );
  expect(made.code).toBe(0);
  expect(made.stdout).not.toContain('open sesame');
  const shown = await inTerminal(cli, ['ls'], [['Password of Ann', `${PASSWORD}\r`]], { LATCHKEY_PASSWORD: '' });
  expect([shown.code, shown.stdout.includes(PASSWORD)]).toEqual([0, false]);
});

// As above.
test.skipIf(!hasScript)(
  'in a terminal there is a progress bar, and Ctrl-C ends a get with 130, to go on later',
  async () => {
    const cli = await TestCli.withVault();
    await large(cli, 'large', 384);
    const stored = await inTerminal(cli, ['put', 'large', '--suite', 'cfb', '--key', 'key.json'], [], {});
    expect([stored.code, stored.stdout.includes('100 % large')]).toEqual([0, true]);
    const stopped = await inTerminal(
      cli,
      ['get', 'large', '--to', 'out', '--key', 'key.json'],
      [['1 % large', '\u0003']],
      {},
    );
    expect([stopped.code, stopped.stdout.includes('latchkey: cancelled: ')]).toEqual([130, true]);
    // What was checked of it stays, hidden, and nothing under its name.
    expect(await cli.tree('out')).toEqual([expect.stringMatching(/^\.latchkey-[0-9a-f]{16}\.part$/)]);
    const finished = await inTerminal(cli, ['get', 'large', '--to', 'out', '--key', 'key.json'], [], {});
    expect([finished.code, await cli.tree('out')]).toEqual([0, ['large']]);
  },
);
