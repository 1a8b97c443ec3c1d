import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Client, pinnedCertificate } from '../http/test-server.ts';
import { runCommand } from './program.ts';
import { LOOK_AGAIN_MS, PASSWORD, TestCli } from './test-cli.ts';

/** `latchkey serve` in this process. */
async function serving(cli: TestCli) {
  const stop = new AbortController();
  const world = cli.world();
  const ended = runCommand(['serve', '--json'], { ...world, signal: stop.signal });
  while (!world.stdout.text.includes('\n')) await pause(LOOK_AGAIN_MS);
  const { port, fingerprint } = JSON.parse(world.stdout.text) as { port: number; fingerprint: string };
  const client = new Client(port, await pinnedCertificate(port, fingerprint));
  onTestFinished(async () => {
    client.close();
    stop.abort();
    expect(await ended).toBe(0);
  });
  return client;
}

test('accounts are added to the vault, and listed with the names that were met here', async () => {
  const cli = await TestCli.withVault();
  expect(await cli.run(['user', 'add', 'Zoë'])).toMatchObject({ code: 0, stderr: '' });
  expect(await cli.run(['user', 'add', 'zoë'])).toMatchObject({ code: 7 });
  expect(await cli.run(['user', 'add', 'Ben'], { password: 'password1' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('password-common'),
  });
  await cli.account('Stranger', cli.path('other-home'));
  const { stdout } = await cli.run(['user', 'list']);
  const lines = stdout.trim().split('\n');
  expect(lines.map((line) => line.replace(/^[0-9a-f]{32} {2}/, '')).toSorted()).toEqual([
    '(name not known on this computer)',
    'Ann',
    'Zoë',
  ]);
});

test('who is logged in to the running server is listed and ended from the terminal, and the log tells of it', async () => {
  const cli = await TestCli.withVault();
  expect(await cli.run(['sessions'])).toMatchObject({ code: 3, stderr: expect.stringContaining('not-running') });
  const client = await serving(cli);
  const json = { username: 'ann', password: PASSWORD };
  const headers = { 'latchkey-device': 'The tablet' };
  const { token } = (await client.call('POST', '/user/login', { json, headers })).json as { token: string };
  const { stdout } = await cli.run(['sessions']);
  expect(stdout).toMatch(/^[0-9a-f]{16} {2}Ann {2}The tablet {2}127\.0\.0\.1 {2}since /);
  expect(await cli.run(['sessions', '--end', 'x'])).toMatchObject({ code: 3 });
  expect((await client.call('GET', '/filenames', { token })).status).toBe(200);
  expect(await cli.run(['sessions', '--end', stdout.slice(0, 16)])).toMatchObject({ code: 0, stdout: 'Ended.\n' });
  expect((await client.call('GET', '/filenames', { token })).status).toBe(401);
  const log = await cli.run(['log']);
  expect(log.stdout.split('\n').map((line) => line.split('  ')[1])).toEqual(['session-ended', 'log-in', undefined]);
  expect((await cli.run(['log', '--kind', 'log-in', '--csv'])).stdout).toMatch(
    /^time,kind,[^]*,log-in,done,,The tablet/,
  );
  expect(await cli.run(['log', '--since', 'soon'])).toMatchObject({ code: 2 });
});

test('what the terminal does is told with how it came out, and what it only looks at is not', async () => {
  const cli = await TestCli.withVault();
  await cli.write('a.txt', 'a');
  await cli.run(['put', 'a.txt', '--key', 'key.json']);
  await cli.run(['ls']);
  await cli.run(['mv', 'a.txt', 'b.txt']);
  await cli.run(['get', 'a.txt', '--key', 'key.json']);
  await cli.run(['get', 'b.txt', '--key', 'key.json', '--to', 'out']);
  await cli.run(['rm', 'b.txt']);
  await cli.run(['rm', 'b.txt', '--forever']);
  const { stdout } = await cli.run(['log']);
  const acts = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('  ').slice(1).join(' '));
  expect(acts.toReversed()).toEqual([
    'upload done Terminal a.txt',
    'move done Terminal a.txt → b.txt',
    'download not-found Terminal a.txt',
    'download done Terminal b.txt',
    'trash done Terminal b.txt',
    'delete done Terminal b.txt',
  ]);
});
