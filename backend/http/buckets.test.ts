import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openBucket } from '../buckets/address.ts';
import { freePort, noCeph, TestCeph } from '../buckets/test-ceph.ts';
import { KeptAccess } from '../state/bucket-access.ts';
import { openState } from '../state/database.ts';
import { Holder } from '../state/holding.ts';
import { Home } from '../state/home.ts';
import { UploadJournal } from '../state/upload-journal.ts';
import type { KillTask } from '../transfers/test-kill.ts';
import { type Answer, filesBelow, startTestServer, type TestServer, until } from './test-server.ts';

const ANA = { username: 'ana', password: 'password of ana' };
const KILLED = fileURLToPath(new URL('../transfers/test-kill.ts', import.meta.url));
const WRONG = 'a secret that opens nothing';

beforeAll(() => {
  // Neither this computer's own settings for S3 nor those of a cloud's machine are to open anything here.
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  return () => vi.unstubAllEnvs();
});

/** A server, and the window's questions to it. */
async function open(root?: string) {
  const server = await startTestServer(root === undefined ? {} : { root });
  const answers: Answer[] = [];
  const ask = async (method: string, path: string, json?: unknown, token?: string) => {
    const answer = await server.call(method, path, {
      headers: { 'latchkey-local': server.local },
      ...(json !== undefined && { json }),
      ...(token !== undefined && { token }),
    });
    answers.push(answer);
    return answer;
  };
  const vault = async () => (await ask('GET', '/api/state')).json['vault'];
  return { server, answers, ask, vault };
}

async function opened(root?: string) {
  const all = await open(root);
  onTestFinished(() => all.server.stop());
  return all;
}

/** Puts a file in, and waits until it is there. */
async function put(server: TestServer, token: string, name: string, content: string): Promise<void> {
  await server.write(name, content);
  const key = await server.newKey(`Key of ${name}`);
  const { json, text } = await server.api('POST', '/api/uploads', token, { paths: [name], key: { path: key.path } });
  expect(json['id'], text).toBeDefined();
  await until(`${name} in the vault`, async () => {
    const { text: list } = await server.api('GET', '/api/files', token);
    return list.includes(`"${name}"`) ? true : undefined;
  });
}

test('an address that is none, and a server that is not there, are told apart', async () => {
  const { ask, server } = await opened();
  const check = async (json: object) => (await ask('POST', '/api/buckets/check', json)).json;
  const access = { credentials: { accessKeyId: 'KEY', secretAccessKey: WRONG } };
  expect(await check({ address: 's3://a b', access })).toMatchObject({ ok: false, fault: 'wrong-address' });
  expect(await check({ address: 'gs://bucket', access })).toMatchObject({ fault: 'wrong-address' });
  const gone = `s3://bucket?endpoint=http://127.0.0.1:${await freePort()}`;
  expect(await check({ address: gone, access })).toMatchObject({ ok: false, fault: 'unreachable' });
  const crooked = { address: gone, access: { ...access, trust: 'AB:CD' } };
  expect(await check(crooked)).toMatchObject({ fault: 'wrong-address', sentence: expect.stringContaining('SHA-256') });
  expect(await check({ address: gone })).toMatchObject({ fault: 'wrong-secret' });
  const { json } = await ask('GET', '/api/buckets');
  expect(json).toMatchObject({ keptIn: join(server.home, 'state.sqlite') });
  expect((json['providers'] as { id: string }[]).map(({ id }) => id)).toContain('r2');
});

test('a vault in a folder has no storage to change', async () => {
  const { ask } = await opened();
  expect(await ask('PUT', '/api/vault/storage', {})).toMatchObject({ status: 404, json: { code: 'no-vault' } });
  await ask('POST', '/api/vault', { place: 'Vault', join: false, ...ANA });
  expect(await ask('GET', '/api/vault/storage')).toMatchObject({ json: { accessKeyId: null, certificate: null } });
});

describe.skipIf(noCeph !== undefined)(`a vault in a bucket ${noCeph ?? ''}`, () => {
  let ceph: TestCeph;
  beforeAll(async () => {
    ceph = await TestCeph.start();
  });
  afterAll(async () => await ceph.stop());

  const at = (bucket: string, endpoint = ceph.tlsEndpoint) =>
    `s3://${bucket}/vault?endpoint=${endpoint}&region=${ceph.region}`;

  /** Somebody's own bucket, over TLS with a certificate that has to be trusted. */
  async function mine() {
    const bucket = await ceph.makeBucket();
    const address = at(bucket);
    const [{ ask }, credentials] = [await opened(), ceph.user];
    const { json } = await ask('POST', '/api/buckets/check', { address, access: { credentials } });
    return { bucket, address, credentials, trust: json['certificate'] as string, check: json };
  }

  test('what is wrong is found before anything is made, and nothing of it is kept', async () => {
    const { address, credentials, trust, check: untrusted } = await mine();
    expect(untrusted).toMatchObject({
      ok: false,
      fault: 'tls-untrusted',
      certificate: expect.stringMatching(/^[\dA-F:]{95}$/),
    });
    const { ask, answers, server } = await opened();
    const check = async (access: object, where = address) =>
      (await ask('POST', '/api/buckets/check', { address: where, access })).json;
    expect(await check({ credentials, trust })).toEqual({ ok: true, fault: null, sentence: '', certificate: null });
    expect(await check({ credentials: { ...credentials, secretAccessKey: WRONG }, trust })).toMatchObject({
      fault: 'wrong-secret',
    });
    expect(await check({ credentials, trust }, at('no-such-bucket'))).toMatchObject({ fault: 'no-such-bucket' });
    expect(await check({ credentials }, address.replace('https:', 'http:'))).toMatchObject({ ok: false });
    const access = { credentials: { ...credentials, secretAccessKey: WRONG }, trust };
    const make = { place: address, access, join: false, ...ANA };
    expect(await ask('POST', '/api/vault', make)).toMatchObject({ status: 502, json: { code: 'wrong-secret' } });
    expect(await ask('POST', '/api/vault', { ...make, access: { credentials } })).toMatchObject({
      status: 502,
      json: { code: 'tls-untrusted' },
    });
    expect(await ask('POST', '/api/vault', { ...make, access: { credentials, trust }, join: true })).toMatchObject({
      status: 404,
      json: { code: 'no-vault' },
    });
    expect((await ask('GET', '/api/state')).json).toMatchObject({ vault: null });
    for (const { path, bytes } of await filesBelow(server.home)) {
      for (const secret of [WRONG, credentials.secretAccessKey]) expect(bytes.includes(secret), path).toBe(false);
    }
    expect(answers.filter(({ text }) => text.includes(WRONG) || text.includes(credentials.secretAccessKey))).toEqual(
      [],
    );
    expect(server.unexpected).toEqual([]);
  });

  test('it is made, used after a restart, and joined from another computer; the secret lies in one file', async () => {
    const { bucket, address, credentials, trust } = await mine();
    const place = { place: address, access: { credentials, trust }, ...ANA };
    const first = await open();
    const made = await first.ask('POST', '/api/vault', { ...place, join: false });
    expect(made, made.text).toMatchObject({ status: 201 });
    await put(first.server, made.json['token'] as string, 'letter.txt', 'Dear Ben');
    const shown = { name: 'vault', place: `s3://${bucket}/vault`, storage: 'bucket', reachable: true, fault: null };
    expect(await first.vault()).toMatchObject(shown);
    await first.server.halt();

    const again = await opened(first.server.root);
    expect(await again.vault()).toMatchObject(shown);
    const token = await again.server.logIn('ana');
    expect((await again.server.api('GET', '/api/files', token)).text).toContain('letter.txt');
    const kept = (await again.ask('GET', '/api/vault/storage')).json;
    expect(kept).toMatchObject({ accessKeyId: credentials.accessKeyId, certificate: trust });
    const holding = (await filesBelow(again.server.home)).filter(({ bytes }) =>
      bytes.includes(credentials.secretAccessKey),
    );
    for (const { path } of holding) {
      expect(path).toContain('state.sqlite');
      expect((await stat(path)).mode & 0o777, path).toBe(0o600);
    }
    expect(holding.length).toBeGreaterThan(0);
    expect(await readFile(join(again.server.home, 'latchkey.json'), 'utf8')).not.toContain(credentials.accessKeyId);

    const second = await opened();
    expect(await second.ask('POST', '/api/vault', { ...place, join: false, username: 'ben' })).toMatchObject({
      status: 409,
      json: { code: 'exists' },
    });
    const joined = await second.ask('POST', '/api/vault', { ...place, join: true });
    expect(joined).toMatchObject({ status: 201 });
    expect((await second.server.api('GET', '/api/files', joined.json['token'] as string)).text).toContain('letter.txt');
    const told = [...first.answers, ...again.answers, ...second.answers].map(({ text }) => text);
    expect(told.filter((text) => text.includes(credentials.secretAccessKey))).toEqual([]);
    expect([first.server.unexpected, again.server.unexpected, second.server.unexpected]).toEqual([[], [], []]);
  });

  test('a key that is refused later is told, changes no vault, and another one opens it for who is logged in', async () => {
    const { bucket, address, trust } = await mine();
    const uid = `owner-${bucket.slice(-6)}`;
    const old = ceph.addUser(uid);
    await ceph.allow(bucket, uid, ['s3:*']);
    const { ask, vault, server, answers } = await opened();
    const access = { credentials: old, trust };
    const made = await ask('POST', '/api/vault', { place: address, access, join: false, ...ANA });
    expect(made, made.text).toMatchObject({ status: 201 });
    const token = made.json['token'] as string;
    await put(server, token, 'letter.txt', 'Dear Ben');
    const now = { accessKeyId: `${uid}-2`.toUpperCase(), secretAccessKey: 'another secret of the owner' };
    const named = ['--uid', uid, '--access-key'];
    ceph.admin('key', 'create', ...named, now.accessKeyId, '--secret-key', now.secretAccessKey, '--key-type', 's3');
    ceph.admin('key', 'rm', ...named, old.accessKeyId, '--key-type', 's3');

    const lost = await until('the refusal', async () => {
      const seen = (await vault()) as { reachable: boolean; fault: string };
      return seen.reachable ? undefined : seen;
    });
    expect(lost).toMatchObject({ fault: 'wrong-secret' });
    await server.write('more.txt', 'more');
    expect(await server.api('GET', '/api/files', token)).toMatchObject({ status: 502, json: { code: 'wrong-secret' } });
    const change = (credentials: object) => ask('PUT', '/api/vault/storage', { credentials });
    const wrong = await change({ ...now, secretAccessKey: WRONG });
    expect(wrong).toMatchObject({ status: 502, json: { code: 'wrong-secret' } });
    expect((await ask('GET', '/api/vault/storage')).json).toMatchObject({ accessKeyId: old.accessKeyId });
    // The certificate that was trusted before stays so.
    expect(await change(now)).toMatchObject({ status: 204 });
    expect(await vault()).toMatchObject({ reachable: true, fault: null });
    // A certificate that the server does not show is not taken in its place.
    const changed = await ask('PUT', '/api/vault/storage', { trust: Array(32).fill('AB').join(':') });
    expect(changed).toMatchObject({ status: 502, json: { code: 'tls-untrusted' } });
    expect((await ask('GET', '/api/vault/storage')).json).toMatchObject({ certificate: trust });
    expect((await server.api('GET', '/api/files', token)).text).toContain('letter.txt');

    // Another process, as the terminal, keeps another key: at the next refusal the server finds it and goes on.
    const third = { accessKeyId: `${uid}-3`.toUpperCase(), secretAccessKey: 'a third secret of the owner' };
    ceph.admin('key', 'create', ...named, third.accessKeyId, '--secret-key', third.secretAccessKey, '--key-type', 's3');
    ceph.admin('key', 'rm', ...named, now.accessKeyId, '--key-type', 's3');
    const terminal = await openState(server.home);
    await new KeptAccess(terminal).keep((await new Home(server.home).settings())!.bucket, {
      credentials: third,
      trust,
    });
    await terminal.destroy();
    const found = await server.api('GET', '/api/files', token);
    expect(found, found.text).toMatchObject({ status: 200 });
    expect(found.text).toContain('letter.txt');
    expect(await vault()).toMatchObject({ reachable: true, fault: null });
    const secrets = [WRONG, third.secretAccessKey, old.secretAccessKey, now.secretAccessKey];
    expect(answers.filter(({ text }) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
    expect(server.unexpected).toEqual([]);
  });

  test('what a killed process was sending for a browser is swept at the next log-in, and what another client paused stays', async () => {
    const { bucket, address, credentials, trust } = await mine();
    const [username, password] = ['kill', 'seven quiet harbour boats'];
    const first = await open();
    const place = { place: address, access: { credentials, trust }, join: false, username, password };
    const made = await first.ask('POST', '/api/vault', place);
    expect(made, made.text).toMatchObject({ status: 201 });
    const { path: key } = await first.server.newKey('key');
    const { home, root } = first.server;
    await first.server.halt();

    const [account] = (await new Home(home).settings().then((known) => Object.keys(known!.accounts))) as [string];
    const theirs = `vault/files/${account}/${'0'.repeat(32)}.paused`;
    await openBucket(address, { create: false, credentials, trust }).beginMultipart(theirs);
    const task: KillTask = { act: 'stream', home, bucket: address, key, password, local: '', credentials, trust };
    const child = spawn(process.execPath, [KILLED, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout)) if (line.startsWith('end ')) child.kill('SIGKILL');
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
    expect(await ceph.uploads(bucket)).toHaveLength(2);

    const again = await opened(root);
    const { json } = await again.server.call('POST', '/user/login', { json: { username, password } });
    const token = json['token'] as string;
    await until('the sweep', async () => ((await ceph.uploads(bucket)).length === 1 ? true : undefined));
    expect(await ceph.uploads(bucket)).toEqual([theirs]);
    expect((await again.server.api('GET', '/api/files', token)).json).toMatchObject({ files: [], damage: [] });
    const state = await openState(home);
    expect(await new UploadJournal(state, new Holder(() => new Date())).unfinished()).toEqual([]);
    await state.destroy();
    expect(again.server.unexpected).toEqual([]);
  });
});
