import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { newKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { PasswordWork } from '../../keys/password.ts';
import { openBucket } from '../buckets/address.ts';
import { Home } from '../state/home.ts';
import { openAccount } from '../vault/account.ts';
import { accountVault, type AccountVault } from '../vault/account-vault.ts';
import { once, path } from '../vault/test-vault.ts';
import { openVault } from '../vault/vault.ts';
import { listen } from './test-events.ts';
import { startTestServer, until, type TestServer } from './test-server.ts';

let server = await startTestServer();
afterAll(() => server.stop());
const keyFile = newKeyFile('test', new Date(0));

/** Another computer of the same account, at the same bucket. */
async function otherComputer({ home }: TestServer, username: string): Promise<AccountVault> {
  const settings = (await new Home(home).settings())!;
  const vault = await openVault(openBucket(settings.bucket, { create: false }));
  const account = await openAccount({ vault, work: new PasswordWork() }, username, `password of ${username}`);
  const other = accountVault(vault, account);
  await other.catalog.refresh();
  return other;
}

async function put(other: AccountVault, key: KeyFile, name: string): Promise<void> {
  const bytes = Buffer.from(name);
  await other.content.put(key, { path: path(name), size: bytes.length, modified: 0, bytes: once(bytes) });
}

interface Listing {
  readonly files: { readonly path: string }[];
  readonly damage: { readonly path: string; readonly code: string }[];
}

async function listed(token: string): Promise<Listing> {
  const { files, damage } = (await server.api('GET', '/api/files', token)).json as unknown as Listing;
  return { files: files.map(({ path }) => ({ path })), damage: damage.map(({ path, code }) => ({ path, code })) };
}

test('what another computer does is told to an open window that asks for nothing', async () => {
  const token = await server.account('ana');
  const { events, close } = await listen(server, token);
  await listed(token);
  const other = await otherComputer(server, 'ana');
  const tellings = () => events.filter(({ event }) => event === 'files').length;
  const before = tellings();
  await put(other, keyFile, 'from there');
  await until('word of it', () => (tellings() > before ? true : undefined));
  expect((await listed(token)).files).toEqual([{ path: 'from there' }]);
  close();
});

test('what vanished while the server was not running is told to the window at its next start (format 3.7)', async () => {
  const token = await server.account('ben');
  const other = await otherComputer(server, 'ben');
  for (const name of ['one', 'two']) await put(other, keyFile, name);
  expect((await listed(token)).files).toHaveLength(2);
  await server.halt();
  await other.catalog.refresh();
  const { bucket } = (await new Home(server.home).settings())!;
  await rm(join(bucket, other.catalog.select(path('one'))[0]!.objectKey));
  server = await startTestServer({ root: server.root });
  const again = await server.logIn('ben');
  // The list stands at once; that a file is missing shows when everything was listed behind it.
  await until('the alarm', async () => ((await listed(again)).damage.length > 0 ? true : undefined));
  expect(await listed(again)).toEqual({ files: [{ path: 'two' }], damage: [{ path: 'one', code: 'vanished' }] });
});

interface Alarm {
  readonly id: string;
  readonly path: string;
  readonly code: string;
  readonly added: string;
}

async function alarms(token: string): Promise<Alarm[]> {
  return (await server.api('GET', '/api/alarms', token)).json['alarms'] as Alarm[];
}

test('each file that vanished or went back is an alarm until the window says "I know", also after a restart (format 3.7)', async () => {
  const token = await server.account('cleo');
  const other = await otherComputer(server, 'cleo');
  for (const name of ['lost', 'lost after a rename', 'older', 'whole']) await put(other, keyFile, name);
  await other.changes.move(path('older'), path('newer'));
  await other.changes.move(path('lost after a rename'), path('renamed'));
  expect((await listed(token)).files).toHaveLength(4);
  expect(await alarms(token)).toEqual([]);
  await server.halt();
  const { bucket } = (await new Home(server.home).settings())!;
  const { ledger } = other.catalog;
  const fileOf = (name: string) => other.catalog.select(path(name))[0]!;
  for (const name of ['lost', 'renamed']) await rm(join(bucket, fileOf(name).objectKey));
  await rm(join(bucket, [...ledger.get(fileOf('newer').id)!.changes.keys()][0]!));

  server = await startTestServer({ root: server.root });
  let again = await server.logIn('cleo');
  const told = await until('the alarms', async () => {
    const all = await alarms(again);
    return all.length === 3 ? all : undefined;
  });
  const sorted = told.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  expect(sorted.map(({ path: name, code }) => [name, code])).toEqual([
    ['lost', 'vanished'],
    ['newer', 'rolled-back'],
    ['renamed', 'vanished'],
  ]);
  expect(sorted.every(({ added }) => Math.abs(Date.parse(added) - Date.now()) < 600_000)).toBe(true);

  const stranger = await server.account('dora');
  const { events, close } = await listen(server, again);
  const acknowledge = (id: string, by = again) => server.api('POST', `/api/alarms/${id}/acknowledge`, by);
  expect((await acknowledge(sorted[0]!.id, stranger)).status).toBe(404);
  for (const { id } of sorted) expect((await acknowledge(id)).status).toBe(204);
  expect((await acknowledge(sorted[0]!.id)).status).toBe(404);
  expect(await alarms(again)).toEqual([]);
  await until('word of it', () => (events.some(({ event }) => event === 'files') ? true : undefined));
  close();
  await server.halt();
  server = await startTestServer({ root: server.root });
  again = await server.logIn('cleo');
  // What the bucket shows now is right; a record without content is still listed as missing.
  const files = () => listed(again).then((all) => all.files.map(({ path: name }) => name).sort());
  expect(await files()).toEqual(['older', 'whole']);
  expect((await listed(again)).damage).toEqual([{ path: 'renamed', code: 'vanished' }]);
  expect(await alarms(again)).toEqual([]);
});
