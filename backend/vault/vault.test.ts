import { expect, test } from 'vitest';
import { isHex } from '../../keys/encoding.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { faulty } from '../buckets/faulty.ts';
import { Layout } from './layout.ts';
import { bytesOf, keysOf, temporaryBucket } from './test-vault.ts';
import { makeOrJoinVault, openVault } from './vault.ts';

const otherId = '00112233445566778899aabbccddeeff';
const vaultJson = (id: string) => Buffer.from(JSON.stringify({ type: 'latchkey vault', version: 1, id }));

test('a vault is made once, joined afterwards, and leaves vault.json alone in the bucket (format 3, 3.9)', async () => {
  const bucket = await temporaryBucket();
  const made = await makeOrJoinVault(bucket);
  expect(made.made).toBe(true);
  const joined = await makeOrJoinVault(bucket);
  expect(joined).toMatchObject({ made: false, id: made.id });
  expect(await keysOf(bucket)).toEqual(['vault.json']);
  const json = JSON.parse((await bytesOf(bucket, 'vault.json')).toString());
  expect(json).toEqual({ type: 'latchkey vault', version: 1, id: made.id });
  expect(isHex(made.id, 16)).toBe(true);
  expect((await openVault(bucket, undefined, made.id)).id).toBe(made.id);
});

test('two vaults of one bucket lie under their prefixes and know nothing of each other (format 3)', async () => {
  const bucket = await temporaryBucket();
  const a = await makeOrJoinVault(bucket, new Layout('a/'));
  const b = await makeOrJoinVault(bucket, new Layout('b/'));
  expect(a.id).not.toBe(b.id);
  expect(await keysOf(bucket)).toEqual(['a/vault.json', 'b/vault.json']);
  await expect(openVault(bucket)).rejects.toMatchObject({ code: 'no-vault' });
});

test('of many makers at once exactly one makes the vault, and all are in it (format 3.9)', async () => {
  const bucket = await temporaryBucket();
  const all = await Promise.all(Array.from({ length: 6 }, () => makeOrJoinVault(bucket)));
  expect(all.filter(({ made }) => made)).toHaveLength(1);
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(await keysOf(bucket)).toEqual(['vault.json']);
});

test('a bucket that overwrites where it should only create gets no vault and keeps no probe (format 3.9)', async () => {
  const bucket = await temporaryBucket();
  const careless: Bucket = { ...bucket, put: (key, body) => bucket.put(key, body) };
  await expect(makeOrJoinVault(careless)).rejects.toMatchObject({ name: 'VaultError', code: 'unsafe-bucket' });
  expect(await keysOf(bucket)).toEqual([]);
});

test('a vault that is there is not joined in a bucket that stopped to keep its promise (format 3.9)', async () => {
  const bucket = await temporaryBucket();
  const { id } = await makeOrJoinVault(bucket);
  const careless: Bucket = { ...bucket, put: (key, body) => bucket.put(key, body) };
  await expect(makeOrJoinVault(careless)).rejects.toMatchObject({ code: 'unsafe-bucket' });
  expect((await openVault(bucket)).id).toBe(id);
});

test('no vault is made where the probe gets no answer, and no probe stays (format 3.9)', async () => {
  for (const [kind, nth] of [
    ['fail', 1],
    ['lost', 1],
    ['fail', 2],
  ] as const) {
    const bucket = await temporaryBucket();
    const rule = { on: 'put', key: /^probes\//, nth, fault: { kind, code: 'unreachable' } } as const;
    await expect(makeOrJoinVault(faulty(bucket, [rule]))).rejects.toMatchObject({ code: 'unreachable' });
    expect(await keysOf(bucket)).toEqual([]);
  }
});

test('an answer lost after vault.json was created still makes this client its maker (format 3.9)', async () => {
  const bucket = await temporaryBucket();
  const rule = { on: 'put', key: /vault\.json$/, fault: { kind: 'lost', code: 'unreachable' } } as const;
  const made = await makeOrJoinVault(faulty(bucket, [rule]));
  expect(made.made).toBe(true);
  expect((await openVault(bucket)).id).toBe(made.id);
});

test('a create that was never done is an error, not a vault (format 3.9)', async () => {
  const bucket = await temporaryBucket();
  const rule = { on: 'put', key: /vault\.json$/, fault: { kind: 'fail', code: 'unreachable' } } as const;
  await expect(makeOrJoinVault(faulty(bucket, [rule]))).rejects.toMatchObject({ code: 'unreachable' });
  expect(await keysOf(bucket)).toEqual([]);
});

test('an exchanged vault.json is a rollback for whoever knows the id, and another vault for others', async () => {
  const bucket = await temporaryBucket();
  const { id } = await makeOrJoinVault(bucket);
  await bucket.put('vault.json', vaultJson(otherId));
  await expect(openVault(bucket, undefined, id)).rejects.toMatchObject({ name: 'VaultError', code: 'rolled-back' });
  expect((await openVault(bucket)).id).toBe(otherId);
});

const damaged: [string, Buffer, string][] = [
  ['empty', Buffer.alloc(0), 'tampered'],
  ['no JSON', Buffer.from('{"type":"latchkey vault","version":1,"id":"'), 'tampered'],
  ['no object', Buffer.from('[]'), 'tampered'],
  ['of another type', Buffer.from(JSON.stringify({ type: 'latchkey key file', version: 1, id: otherId })), 'tampered'],
  [
    'of a version to come',
    Buffer.from(JSON.stringify({ type: 'latchkey vault', version: 2, id: otherId })),
    'unsupported',
  ],
  ['with a short id', vaultJson('00112233'), 'tampered'],
  ['with an id in capitals', vaultJson(otherId.toUpperCase()), 'tampered'],
  [
    'one byte too large',
    Buffer.concat([vaultJson(otherId), Buffer.alloc(64 * 1024 + 1, ' ')]).subarray(0, 64 * 1024 + 1),
    'tampered',
  ],
];

test.each(damaged)('a vault.json that is %s is refused, and never written over (format 3)', async (_, bytes, code) => {
  const bucket = await temporaryBucket();
  await bucket.put('vault.json', bytes);
  await expect(openVault(bucket)).rejects.toMatchObject({ code });
  await expect(makeOrJoinVault(bucket)).rejects.toMatchObject({ code });
  expect((await bytesOf(bucket, 'vault.json')).equals(bytes)).toBe(true);
});

test('a vault.json of exactly the limit opens; one that only claims to be small does not (format 3)', async () => {
  const bucket = await temporaryBucket();
  await bucket.put(
    'vault.json',
    Buffer.concat([vaultJson(otherId), Buffer.alloc(64 * 1024, ' ')]).subarray(0, 64 * 1024),
  );
  expect((await openVault(bucket)).id).toBe(otherId);
  await bucket.put('vault.json', Buffer.concat([vaultJson(otherId), Buffer.alloc(1024 * 1024, ' ')]));
  const lying = faulty(bucket, [{ on: 'get', fault: { kind: 'size', size: 10 } }]);
  await expect(openVault(lying)).rejects.toMatchObject({ code: 'tampered' });
});
