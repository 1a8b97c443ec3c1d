import { createServer } from 'node:https';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { failureCode, listKeys, readAll } from './bucket-contract-bytes.ts';
import { HOSTILE_KEYS } from './bucket-contract-keys.ts';
import { s3Bucket } from './s3.ts';
import { TestCeph, noCeph, selfSigned } from './test-ceph.ts';

/** With these the same signer speaks to any S3 server. */
const AMAZON_NAMES = {
  algorithm: 'AWS4-HMAC-SHA256',
  secretPrefix: 'AWS4',
  service: 's3',
  terminator: 'aws4_request',
  headerPrefix: 'x-amz-',
};

describe.skipIf(noCeph !== undefined)(`the signer, under Amazon's names ${noCeph ?? ''}`, () => {
  let ceph: TestCeph;
  beforeAll(async () => {
    ceph = await TestCeph.start();
  });
  afterAll(async () => await ceph.stop());

  test('is understood by a real server, whatever the key, the query and the body', async () => {
    const address = {
      bucket: await ceph.makeBucket(),
      prefix: '',
      endpoint: ceph.endpoint,
      region: ceph.region,
      isPathStyle: true,
    };
    const bucket = s3Bucket({ address, credentials: ceph.user, names: AMAZON_NAMES });
    onTestFinished(() => bucket.connection.close());
    for (const key of HOSTILE_KEYS) {
      await bucket.put(key, Buffer.from(key), { ifAbsent: true });
      expect(String(await readAll(bucket, key, { start: 0, length: 2000 }))).toBe(key);
      expect(await listKeys(bucket, { prefix: key })).toContain(key);
    }
    const upload = await bucket.beginMultipart("it's (a) *key*!");
    const part = await bucket.putPart(upload, 1, Buffer.from('x'));
    expect(await bucket.listParts(upload)).toEqual([part]);
    await bucket.completeMultipart(upload, [part]);
    const wrong = { ...ceph.user, secretAccessKey: 'another' };
    const stranger = s3Bucket({ address, credentials: wrong, names: AMAZON_NAMES });
    onTestFinished(() => stranger.connection.close());
    expect(await failureCode(stranger.get('..'))).toBe('refused');
  });
});

test('to Google nothing of Amazon’s is sent, and a create asks for generation 0', async () => {
  const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
  const certificate = await selfSigned('127.0.0.1');
  const server = createServer({ cert: certificate.cert, key: certificate.private }, (request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    request.resume().once('end', () => response.end('<ListBucketResult><Name>any</Name></ListBucketResult>'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const bucket = s3Bucket({
    address: {
      bucket: 'any',
      prefix: '',
      endpoint: `https://127.0.0.1:${port}`,
      region: 'auto',
      isPathStyle: true,
    },
    credentials: { accessKeyId: 'GOOGKEY', secretAccessKey: 'secret' },
    trust: certificate.cert,
    condition: 'generation',
  });
  onTestFinished(() => {
    bucket.connection.close();
    server.close();
    server.closeAllConnections();
  });
  await bucket.put('k', Buffer.from('x'), { ifAbsent: true });
  await bucket.put('k', Buffer.from('x'));
  await listKeys(bucket);
  expect(asked.map(({ headers }) => headers['x-goog-if-generation-match'])).toEqual(['0', undefined, undefined]);
  for (const { url, headers } of asked) {
    expect(headers.authorization).toMatch(
      /^GOOG4-HMAC-SHA256 Credential=GOOGKEY\/\d{8}\/auto\/storage\/goog4_request, /,
    );
    expect(headers.host).toBe(`127.0.0.1:${port}`);
    expect(Object.keys(headers).filter((name) => /^(?:x-amz|amz-)|if-none-match/.test(name))).toEqual([]);
    expect(url).not.toContain('x-id');
  }
  expect(asked[0]?.headers.authorization).toContain(
    'SignedHeaders=host;x-goog-content-sha256;x-goog-date;x-goog-if-generation-match,',
  );
});
