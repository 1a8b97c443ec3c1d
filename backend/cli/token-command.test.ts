import { expect, onTestFinished, test } from 'vitest';
import { startTestServer } from '../http/test-server.ts';
import { TestCli } from './test-cli.ts';

const TOKEN = /^latchkey_([0-9a-f]{16})_[\w-]{43}\n$/;
const create = ['token', 'create', '--name', 'nightly backup', '--scope'];

test('a token is printed once, listed without itself, and revoked', async () => {
  const cli = await TestCli.withVault();
  const made = await cli.run([...create, 'write,read', '--expires', '30d']);
  expect(made).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(TOKEN) });
  const [, id = ''] = TOKEN.exec(made.stdout)!;
  const { stdout } = await cli.run(['tokens']);
  expect(stdout).toMatch(new RegExp(`^${id}  read,write  until [-0-9: ]{16}  never used  nightly backup\n$`));
  const json = JSON.parse((await cli.run(['tokens', '--json'])).stdout) as Record<string, string>[];
  expect(json).toEqual([
    {
      id,
      name: 'nightly backup',
      scope: ['read', 'write'],
      created: expect.any(String),
      expires: expect.any(String),
      used: null,
    },
  ]);
  expect(Date.parse(json[0]!['expires']!) - Date.parse(json[0]!['created']!)).toBe(30 * 24 * 60 * 60 * 1000);
  const revoked = await cli.run(['token', 'revoke', id, '0123456789abcdef']);
  expect(revoked).toMatchObject({ code: 3, stderr: expect.stringMatching(/^latchkey: not-found: .*latchkey tokens/) });
  expect((await cli.run(['tokens'])).stdout).toBe('You have no tokens.\n');
  const log = (await cli.run(['log'])).stdout.split('\n').map((line) => line.split('  ').slice(1));
  expect(log.slice(0, 2)).toEqual([
    ['token-revoked', 'not-found', 'Terminal', expect.stringContaining(id)],
    ['token-made', 'done', 'Terminal', 'nightly backup'],
  ]);
});

test.each([
  ['read,admin', '30d', /scope is read, write or share/],
  ['', '30d', /scope is read, write or share/],
  ['read', '366d', /10m to 365d/],
  ['read', '1m', /10m to 365d/],
  ['read', 'soon', /10m to 365d/],
])('--scope "%s" --expires %s is refused before a password is asked for', async (scope, expires, sentence) => {
  const cli = await TestCli.make();
  const refused = await cli.run([...create, scope, '--expires', expires], { password: undefined });
  expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(sentence) });
});

test('a server that runs takes a token made in the terminal, and no more once it is revoked there or the password changes', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  await server.account('ana');
  const cli = await TestCli.make();
  const world = { home: server.home, password: 'password of ana' };
  const make = async () => (await cli.run([...create, 'read'], world)).stdout.trim();
  const [revoked, ended] = [await make(), await make()];
  for (const token of [revoked, ended]) expect((await server.call('GET', '/filenames', { token })).text).toBe('[]');
  expect((await cli.run(['tokens'], world)).stdout).toMatch(/last used .*\n.*last used /);
  expect((await cli.run(['token', 'revoke', revoked.split('_')[1]!], world)).code).toBe(0);
  expect((await server.call('GET', '/filenames', { token: revoked })).status).toBe(401);
  expect((await server.call('GET', '/filenames', { token: ended })).status).toBe(200);
  const changed = await cli.run(['user', 'passwd'], { ...world, newPassword: 'seven quiet harbour boats' });
  expect(changed).toMatchObject({ code: 0, stdout: expect.stringContaining('Tokens for scripts ended') });
  expect((await server.call('GET', '/filenames', { token: ended })).status).toBe(401);
});
