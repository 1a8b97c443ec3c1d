import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openBucket, toBucketAddress } from './address.ts';
import { bucketContract } from './bucket-contract.ts';
import type { OpenBucket } from './bucket-contract.ts';
import { listKeys, readAll } from './bucket-contract-bytes.ts';
import { s3Bucket } from './s3.ts';
import { TestCeph, noCeph } from './test-ceph.ts';

let ceph: TestCeph;

async function open(endpoint: string, trust?: string): Promise<OpenBucket> {
  const bucket = await ceph.makeBucket();
  const address = { bucket, prefix: '', endpoint, region: ceph.region, isPathStyle: true };
  const opened = s3Bucket({ address, credentials: ceph.user, trust });
  const { httpAgent, httpsAgent } = opened.connection.agents;
  return {
    bucket: opened,
    close: async () => opened.connection.close(),
    openHandles: async () =>
      [httpAgent, httpsAgent]
        .flatMap((agent) => Object.values(agent.sockets).flat())
        .filter((socket) => socket?.destroyed === false).length,
  };
}

describe.skipIf(noCeph !== undefined)(`S3 ${noCeph ?? ''}`, () => {
  beforeAll(async () => {
    ceph = await TestCeph.start();
  });
  afterAll(async () => await ceph.stop());

  bucketContract('Ceph', () => open(ceph.endpoint));
  test('opened by its address it is the same bucket, and a folder in it is a part of it', async () => {
    const name = await ceph.makeBucket();
    const text = `s3://${name}/a/b?endpoint=${ceph.tlsEndpoint}&region=${ceph.region}`;
    const options = { create: false, credentials: ceph.user, trust: ceph.certificate.cert };
    const bucket = openBucket(toBucketAddress(text, '/'), options);
    await bucket.put(`${bucket.prefix}k`, Buffer.from('x'), { ifAbsent: true });
    const whole = openBucket(toBucketAddress(text.replace('/a/b', ''), '/'), options);
    expect(await listKeys(whole)).toEqual(['a/b/k']);
    const upload = await whole.beginMultipart('m');
    const part = await whole.putPart(upload, 1, Buffer.from('m'));
    expect(await whole.listParts(upload)).toEqual([part]);
    await whole.completeMultipart(upload, [part]);
    await whole.abortMultipart(upload);
    await whole.delete('a/b/k');
    expect(await whole.head('m')).toMatchObject({ size: 1 });
    expect(String(await readAll(whole, 'm'))).toBe('m');
    expect(Math.abs(Number(await whole.now()) - Date.now())).toBeLessThan(60_000);
  });

  test('without a key given, the one of the environment is used, then the one of the profile files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-profile-'));
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    });
    const file = join(folder, 'credentials');
    const { accessKeyId, secretAccessKey } = ceph.user;
    await writeFile(file, `[vault]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`);
    const text = `s3://${await ceph.makeBucket()}?endpoint=${ceph.endpoint}&region=${ceph.region}`;
    const address = toBucketAddress(text, '/');
    for (const environment of [
      { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
      { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(folder, 'none'), AWS_PROFILE: 'vault' },
    ]) {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      await openBucket(address, { create: false }).put('k', Buffer.from('x'));
      vi.unstubAllEnvs();
    }
  });

  bucketContract('Ceph over TLS', () => open(ceph.tlsEndpoint, ceph.certificate.cert));
});
