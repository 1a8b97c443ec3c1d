import { createServer as createPlainServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { listKeys } from './bucket-contract-bytes.ts';
import { checkConnection } from './connection-check.ts';
import { s3Bucket } from './s3.ts';
import type { S3Settings } from './s3-client.ts';
import { TestCeph, freePort, noCeph, selfSigned } from './test-ceph.ts';

const SECRET = 'a secret that must not be told';
const stranger: S3Settings = {
  address: { bucket: 'any', prefix: '', endpoint: '', region: 'us-east-1', isPathStyle: true },
  credentials: { accessKeyId: 'KEY', secretAccessKey: SECRET },
};
const at = (endpoint: string): S3Settings => ({ ...stranger, address: { ...stranger.address, endpoint } });

/** A server that is none of S3. @returns where it is, and the requests it got */
async function serve(answer: RequestListener, tls?: { cert: string; private: string }) {
  const requests: string[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  };
  const server =
    tls === undefined ? createPlainServer(listener) : createTlsServer({ cert: tls.cert, key: tls.private }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, requests };
}

describe('a connection to something else', () => {
  test('a port where nothing listens is unreachable', async () => {
    const check = await checkConnection(at(`http://127.0.0.1:${await freePort()}`));
    expect(check).toMatchObject({ ok: false, code: 'unreachable' });
  });

  test('a name that no server has is the wrong host', async () => {
    expect(await checkConnection(at('https://nowhere.invalid'))).toMatchObject({ ok: false, code: 'wrong-host' });
  });

  test.each([200, 400, 404, 405])('a web server that answers %i is the wrong host', async (status) => {
    const { origin } = await serve((_, response) => response.writeHead(status).end('<html><body>Hello</body></html>'));
    expect(await checkConnection(at(origin))).toMatchObject({ ok: false, code: 'wrong-host' });
  });

  test('HTTPS to a port that speaks plain HTTP is the wrong host', async () => {
    const { origin } = await serve((_, response) => response.end());
    expect(await checkConnection(at(origin.replace('http:', 'https:')))).toMatchObject({ code: 'wrong-host' });
  });

  test.each([301, 302, 307, 308])(
    'a redirect (%i) to another host is refused, and nothing is sent there',
    async (status) => {
      const other = await serve((_, response) => response.end());
      const { origin } = await serve((_, response) =>
        response.writeHead(status, { location: `${other.origin}/any` }).end(),
      );
      expect(await checkConnection(at(origin))).toMatchObject({ ok: false, code: 'redirected' });
      expect(other.requests).toEqual([]);
    },
  );

  test('a bucket of another region is told with its region', async () => {
    const { origin } = await serve((request, response) => {
      response.writeHead(301, { 'x-amz-bucket-region': 'eu-central-1' });
      request.resume().once('end', () => response.end('<Error><Code>PermanentRedirect</Code></Error>'));
    });
    const check = await checkConnection(at(origin));
    expect(check).toMatchObject({ code: 'redirected', sentence: expect.stringContaining('region eu-central-1') });
  });

  test('a redirect from HTTPS to HTTP is refused, and nothing is sent there', async () => {
    const certificate = await selfSigned('127.0.0.1');
    const plain = await serve((_, response) => response.end());
    const { origin } = await serve(
      (_, response) => response.writeHead(307, { location: plain.origin }).end(),
      certificate,
    );
    expect(await checkConnection({ ...at(origin), trust: certificate.cert })).toMatchObject({ code: 'redirected' });
    expect(plain.requests).toEqual([]);
  });

  test('a server that overwrites where it was told to create is found out', async () => {
    const { origin, requests } = await serve((request, response) => {
      const answer = request.method === 'GET' ? '<ListBucketResult><Name>any</Name></ListBucketResult>' : '';
      request.resume().once('end', () => response.end(answer));
    });
    expect(await checkConnection(at(origin))).toMatchObject({ ok: false, code: 'no-conditional-create' });
    expect(requests.map((line) => line.split(' ')[0])).toEqual(['GET', 'PUT', 'PUT', 'DELETE']);
  });

  test('a server that fails is unreachable', async () => {
    const { origin } = await serve((_, response) => response.writeHead(503).end());
    expect(await checkConnection(at(origin))).toMatchObject({ ok: false, code: 'unreachable' });
  });

  test('an abort ends it with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('never mind');
    const { origin } = await serve(() => controller.abort(reason));
    await expect(checkConnection(at(origin), controller.signal)).rejects.toBe(reason);
  });
});

describe.skipIf(noCeph !== undefined)(`a connection to Ceph ${noCeph ?? ''}`, () => {
  let ceph: TestCeph;
  let settings: S3Settings;

  beforeAll(async () => {
    ceph = await TestCeph.start();
    const bucket = await ceph.makeBucket();
    const address = { bucket, prefix: 'a/b/', endpoint: ceph.endpoint, region: ceph.region, isPathStyle: true };
    settings = { address, credentials: ceph.user };
  });
  afterAll(async () => await ceph.stop());

  const over = (change: Partial<S3Settings['address']>): S3Settings => ({
    ...settings,
    address: { ...settings.address, ...change },
  });

  test('one that works leaves nothing behind, and says that plain HTTP is not encrypted', async () => {
    expect(await checkConnection(settings)).toEqual({ ok: true, note: expect.stringContaining('not encrypted') });
    const bucket = s3Bucket(settings);
    expect(await listKeys(bucket)).toEqual([]);
    bucket.connection.close();
  });

  test('a wrong secret, a wrong key, and no key at all are told apart from each other and never repeated', async () => {
    const { accessKeyId } = ceph.user;
    const wrong = await checkConnection({ ...settings, credentials: { accessKeyId, secretAccessKey: SECRET } });
    const unknown = await checkConnection({
      ...settings,
      credentials: { accessKeyId: 'NOBODY', secretAccessKey: SECRET },
    });
    expect(wrong).toMatchObject({ code: 'wrong-secret', sentence: expect.stringContaining('secret') });
    expect(unknown).toMatchObject({ code: 'wrong-secret', sentence: expect.stringContaining('access key') });
    expect(JSON.stringify([wrong, unknown])).not.toContain(SECRET);
  });

  test.each([
    [20, '20 minutes ahead of'],
    [-200, '200 minutes behind'],
  ])('a clock that is %i minutes off is told with its amount', async (minutes, words) => {
    const check = await checkConnection({ ...settings, clockOffset: minutes * 60_000 });
    expect(check).toMatchObject({ code: 'clock-skew', sentence: expect.stringContaining(words) });
  });

  test('a bucket that is not there is named', async () => {
    const check = await checkConnection(over({ bucket: 'no-such-bucket-here' }));
    expect(check).toMatchObject({ code: 'no-such-bucket', sentence: expect.stringContaining('no-such-bucket-here') });
  });

  test('a key that may not list, not write, or not delete is told so', async () => {
    const user = ceph.addUser('visitor');
    const visitor = { ...settings, credentials: user };
    expect(await checkConnection(visitor)).toMatchObject({ code: 'no-list' });
    await ceph.allow(settings.address.bucket, 'visitor', ['s3:ListBucket', 's3:GetObject']);
    expect(await checkConnection(visitor)).toMatchObject({
      code: 'no-write',
      sentence: expect.stringContaining('write'),
    });
    await ceph.allow(settings.address.bucket, 'visitor', ['s3:ListBucket', 's3:GetObject', 's3:PutObject']);
    const check = await checkConnection(visitor);
    expect(check).toMatchObject({ code: 'no-write', sentence: expect.stringContaining('delete') });
  });

  test('a certificate that nobody vouches for is shown, and trusted as PEM or by its fingerprint, and no other is', async () => {
    const secured = over({ endpoint: ceph.tlsEndpoint });
    const check = await checkConnection(secured);
    expect(check).toMatchObject({ ok: false, code: 'tls-untrusted' });
    const { pem, fingerprint } = (check as { certificate: { pem: string; fingerprint: string } }).certificate;
    expect(pem.replaceAll(/\s/g, '')).toBe(ceph.certificate.cert.replaceAll(/\s/g, ''));
    const plain = fingerprint.replaceAll(':', '').toLowerCase();
    for (const trust of [pem, fingerprint, plain]) {
      expect(await checkConnection({ ...secured, trust })).toEqual({ ok: true, note: undefined });
    }
    const other = (await selfSigned('127.0.0.1')).cert;
    expect(await checkConnection({ ...secured, trust: other })).toMatchObject({ code: 'tls-untrusted' });
    await expect(checkConnection({ ...secured, trust: 'AB:CD' })).rejects.toMatchObject({ code: 'refused' });
  });

  test('a trusted certificate counts by itself, whatever host it was made for', async () => {
    const named = await selfSigned('bucket.example');
    const { origin } = await serve((_, response) => response.writeHead(404).end('<html>'), named);
    expect(await checkConnection(at(origin))).toMatchObject({ code: 'tls-untrusted' });
    expect(await checkConnection({ ...at(origin), trust: named.cert })).toMatchObject({ code: 'wrong-host' });
  });
});
