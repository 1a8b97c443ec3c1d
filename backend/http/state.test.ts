import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const CREDENTIALS = { username: 'ana', password: 'password of ana' };

async function setUp() {
  let time = Date.now();
  const server = await startTestServer({ platform: 'linux', now: () => new Date(time) });
  onTestFinished(() => server.stop());
  const headers = { 'latchkey-local': server.local };
  const state = async (more: Record<string, string> = {}) =>
    (await server.call('GET', '/api/state', { headers: { ...headers, ...more } })).json;
  const vault = (json: object) => server.call('POST', '/api/vault', { json, headers });
  const make = (more: object = {}) => vault({ place: 'Vault', join: false, ...CREDENTIALS, ...more });
  const settings = () => readFile(join(server.home, 'latchkey.json'), 'utf8').catch(() => undefined);
  return { server, state, make, settings, pass: (ms: number) => void (time += ms) };
}

test('before there is a vault the state offers places, and shows nobody', async () => {
  const { server, state } = await setUp();
  const freeBytes = expect.toSatisfy((bytes: number) => Number.isInteger(bytes) && bytes > 0);
  expect(await state()).toEqual({
    local: true,
    platform: 'linux',
    vault: null,
    session: null,
    vaultPlace: { kind: 'computer', path: join(server.root, 'Latchkey'), label: '', freeBytes },
    keyPlaces: [{ kind: 'computer', path: server.root, label: '', freeBytes }],
  });
  await mkdir(join(server.root, 'Documents'));
  expect(await state()).toMatchObject({ keyPlaces: [{ path: join(server.root, 'Documents') }] });
  // Looking makes nothing.
  expect(await readdir(server.root)).not.toContain('Latchkey');
});

test('a vault is made once: its maker is in, with a cookie, and the state tells of it', async () => {
  const { server, state, make, settings } = await setUp();
  const made = await make();
  expect(made).toMatchObject({ status: 201, json: { session: { username: 'ana', current: true } } });
  const { token, session } = made.json as { token: string; session: object };
  const [cookie = ''] = made.headers['set-cookie'] ?? [];
  expect(cookie.split('; ').sort()).toEqual(
    ['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure', `__Host-latchkey-session=${token}`].sort(),
  );
  const vault = { name: 'Vault', place: join(server.disk, 'Vault'), user: 'ana', reachable: true, since: null };
  expect(await state()).toMatchObject({ vault, session: null });
  for (const headers of [{ authorization: `Bearer ${token}` }, { cookie: cookie.split(';')[0]! }])
    expect(await state(headers)).toMatchObject({ vault, session });
  expect(await state({ authorization: 'Bearer wrong' })).toMatchObject({ session: null });
  expect((await server.api('GET', '/api/files', token)).status).toBe(200);

  const before = await settings();
  for (const username of ['ana', 'ben']) {
    expect(await make({ username })).toMatchObject({ status: 409, json: { code: 'exists' } });
  }
  expect(await settings()).toBe(before);
  expect(before).not.toContain('password');
  expect(server.unexpected).toEqual([]);
});

test('two clicks make one vault', async () => {
  const { make } = await setUp();
  const statuses = (await Promise.all([make(), make()])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([201, 409]);
});

test('joining opens what is there and makes no vault where none is', async () => {
  const { server, make, state, settings } = await setUp();
  await mkdir(join(server.disk, 'empty'));
  const nothing = await settings();
  expect(await make({ join: true, place: 'empty' })).toMatchObject({ status: 404, json: { code: 'no-vault' } });
  expect(await readdir(join(server.disk, 'empty'))).toEqual([]);
  expect(await make({ join: true, place: 'missing' })).toMatchObject({ status: 502, json: { code: 'unreachable' } });
  expect(await readdir(server.disk)).not.toContain('missing');
  expect(await make({ place: 'gs://bucket' })).toMatchObject({ status: 502, json: { code: 'refused' } });
  expect(await settings()).toBe(nothing);

  await make();
  await make({ place: 'Other', username: 'ben' });
  expect(await state()).toMatchObject({ vault: { name: 'Other', user: 'ben' } });
  const before = await settings();
  const wrong = await make({ join: true, password: 'wrong' });
  expect(wrong).toMatchObject({ status: 401, json: { code: 'wrong-password' } });
  expect(wrong.headers['set-cookie']).toBeUndefined();
  expect(await settings()).toBe(before);
  expect(await state()).toMatchObject({ vault: { name: 'Other', user: 'ben' } });
  expect(await make({ join: true })).toMatchObject({ status: 201 });
  expect(await state()).toMatchObject({ vault: { name: 'Vault', user: 'ana' } });
  // A slip in the name makes no account; one that is meant gets its own.
  const slip = await make({ join: true, username: 'anna' });
  expect(slip).toMatchObject({ status: 404, json: { code: 'no-account', message: expect.stringContaining('anna') } });
  expect(slip.headers['set-cookie']).toBeUndefined();
  expect(await make({ join: true, newName: true, username: 'anna', password: 'wrong lantern copper' })).toMatchObject({
    status: 201,
  });
  expect(await make({ join: true, newName: true, password: 'wrong' })).toMatchObject({ status: 401 });
  expect(await make({ join: true })).toMatchObject({ status: 201 });
  // What was seen of the other vault's account is still known: a rollback would be found out.
  expect(Object.keys((JSON.parse((await settings()) ?? '') as { accounts: object }).accounts)).toHaveLength(3);
  expect(server.unexpected).toEqual([]);
});

test('what is refused half way does not keep a vault from being made there', async () => {
  const { make, settings } = await setUp();
  expect(await make({ username: '\u0007' })).toMatchObject({ status: 400, json: { code: 'invalid-name' } });
  const tooLong = await make({ password: '\u00e9'.repeat(600) });
  expect(tooLong).toMatchObject({ status: 400, json: { code: 'password-length' } });
  expect(await settings()).toBeUndefined();
  for (const bad of [{ password: '' }, { username: '' }, { place: '' }, { join: 'yes' }])
    expect(await make(bad)).toMatchObject({ status: 400, json: { code: 'invalid-request' } });
  expect(await make()).toMatchObject({ status: 201 });
});

test('a place that is gone is told with the moment it was found gone, until it is back', async () => {
  const { server, state, make, pass } = await setUp();
  await make();
  const place = join(server.disk, 'Vault');
  expect(await state()).toMatchObject({ vault: { reachable: true, since: null } });
  await rename(place, `${place}.away`);
  pass(1000);
  const { vault: lost } = (await state()) as { vault: { since: string } };
  expect(lost).toMatchObject({ reachable: false, since: expect.stringMatching(/^\d{4}-.*Z$/) });
  pass(60_000);
  expect((await state())['vault']).toEqual(lost);
  // An empty mount point is no vault.
  await mkdir(place);
  expect((await state())['vault']).toEqual(lost);
  await rename(`${place}.away`, place);
  expect(await state()).toMatchObject({ vault: { reachable: true, since: null } });
  await rename(place, `${place}.away`);
  pass(1000);
  const { vault: again } = (await state()) as { vault: { since: string } };
  expect(Date.parse(again.since) - Date.parse(lost.since)).toBe(61_000);
});

test('who joins a vault that moved works where it is now, also beside an older log-in', async () => {
  const { server, make } = await setUp();
  const first = (await make()).json['token'] as string;
  await rename(join(server.disk, 'Vault'), join(server.disk, 'Moved'));
  const second = (await make({ place: 'Moved', join: true })).json['token'] as string;
  expect(await server.api('GET', '/api/files', second)).toMatchObject({ status: 200 });
  expect(await server.api('GET', '/api/files', first)).toMatchObject({ status: 502, json: { code: 'unreachable' } });
});
