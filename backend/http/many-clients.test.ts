import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accountBoxKey, accountId, sealAccountRecord } from '../../keys/account-record.ts';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { newKeyring } from '../../keys/keyring.ts';
import { MIN_COST, newKdf, PasswordWork } from '../../keys/password.ts';
import { noCeph, TestCeph } from '../buckets/test-ceph.ts';
import { OpenBuckets } from '../transfers/open-buckets.ts';
import { openVault } from '../vault/vault.ts';
import { networkAddress } from './test-network.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const CLIENTS = 16;
const PICTURES = 50;
const AT_ONCE = 4;
const names = Array.from({ length: CLIENTS }, (_, index) => `client ${index}`);
const nobody = noCeph ?? (networkAddress() === undefined ? 'needs a network address' : undefined);

let ceph: TestCeph;
let server: TestServer;

beforeAll(async () => {
  if (nobody !== undefined) return;
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  ceph = await TestCeph.start();
  server = await startTestServer({ names: [] });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server?.stop();
  await ceph?.stop();
});

/** The accounts, all with the same pair of keys: drawing sixteen takes longer than all that is tested. */
async function makeAccounts(address: string, access: Parameters<OpenBuckets['attempt']>[1]): Promise<void> {
  const buckets = new OpenBuckets({ get: async () => undefined, keep: async () => undefined });
  const vault = await openVault(buckets.attempt(address, access));
  const [drawn, work] = [await newKeyring('drawn once'), new PasswordWork()];
  await pMap(names, async (username) => {
    const kdf = newKdf(MIN_COST);
    const boxKey = await accountBoxKey(`password of ${username}`, kdf, work);
    const keyring = { ...drawn, username, nameKeys: [randomBytes(32)] };
    const body = Buffer.from(sealAccountRecord(vault.id, 1, keyring, kdf, boxKey));
    await vault.bucket.put(vault.layout.account(accountId(vault.id, username), 1), body);
  });
}

test.skipIf(nobody !== undefined)(
  `sixteen clients of sixteen accounts upload fifty pictures each at once, and each has its own fifty, intact ${nobody ?? ''}`,
  async () => {
    const bucket = await ceph.makeBucket();
    const place = `s3://${bucket}/vault?endpoint=${ceph.endpoint}&region=${ceph.region}`;
    const access = { credentials: ceph.user };
    const made = await server.call('POST', '/api/vault', {
      json: { place, access, join: false, username: 'owner', password: 'password of owner' },
      headers: { 'latchkey-local': server.local },
    });
    expect(made.status, made.text).toBe(201);
    await makeAccounts(place, access);
    await Promise.all(names.map(useAs));
    expect(server.unexpected).toEqual([]);
  },
);

async function useAs(username: string): Promise<void> {
  const client = server.elsewhere();
  const key = newKeyFile(username, new Date(0));
  const choice = { file: Buffer.from(formatKeyFile(key)).toString('base64') };
  const pictures = Array.from({ length: PICTURES }, (_, index) => ({
    path: `Picture ${index}.png`,
    bytes: Buffer.concat([Buffer.from(`${username} `), randomBytes(1000 + 37 * index)]),
  }));
  const logIn = await client.call('POST', '/api/sessions', { json: { username, password: `password of ${username}` } });
  const token = String(logIn.json['token']);
  const begun = await client.call('POST', '/api/uploads', {
    token,
    json: {
      files: pictures.map(({ path, bytes }) => ({ path, size: bytes.length, modified: 0 })),
      key: choice,
    },
  });
  expect(begun.status, begun.text).toBe(202);
  const headers = { 'content-type': 'application/octet-stream' };
  const send = async (index: number) => {
    const body = pictures[index]!.bytes;
    const sent = await client.call('PUT', `/api/uploads/${String(begun.json['id'])}/files/${index}`, {
      token,
      body,
      headers,
    });
    expect(sent.status, sent.text).toBe(204);
  };
  await pMap(pictures.keys(), send, { concurrency: AT_ONCE });

  const { json } = await client.call('GET', '/api/files', { token });
  const paths = (json['files'] as { path: string }[]).map(({ path }) => path);
  expect(paths.toSorted()).toEqual(pictures.map(({ path }) => path).toSorted());
  const asked = await client.call('POST', '/api/downloads/addresses', { token, json: { paths, key: choice } });
  const get = async ({ path, address }: { path: string; address: string }) => {
    const { bytes } = await client.call('GET', address, { token });
    expect(bytes.equals(pictures.find((picture) => picture.path === path)!.bytes), `${username} ${path}`).toBe(true);
  };
  await pMap(asked.json['addresses'] as { path: string; address: string }[], get, { concurrency: AT_ONCE });
  client.close();
}
