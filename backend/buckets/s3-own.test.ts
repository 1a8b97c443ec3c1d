import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { failure, failureCode, inChunks, listKeys, pattern, readAll } from './bucket-contract-bytes.ts';
import { BucketError } from './errors.ts';
import { retrying } from './retrying.ts';
import { s3Bucket } from './s3.ts';
import { TestCeph, noCeph } from './test-ceph.ts';

const SECRET = 'a secret that must not be told';
const MiB = 1024 * 1024;

/** A bucket on a server that answers as a test wants it, for what a real one does only on a bad day. */
async function odd(answer: (request: IncomingMessage, response: ServerResponse) => void, idle?: number) {
  const server: Server = createServer((request, response) => {
    request.resume().once('end', () => answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const address = { bucket: 'any', prefix: '', endpoint, region: 'us-east-1', isPathStyle: true };
  const bucket = s3Bucket({ address, credentials: { accessKeyId: 'KEY', secretAccessKey: SECRET }, idle });
  onTestFinished(() => {
    bucket.connection.close();
    server.close();
    server.closeAllConnections();
  });
  return bucket;
}

const refuse = (response: ServerResponse, status: number, code: string): void => {
  response.writeHead(status).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
};

describe('a server on a bad day', () => {
  test.each([
    [500, 'InternalError', 'unreachable'],
    [503, 'SlowDown', 'unreachable'],
    [429, 'TooManyRequests', 'unreachable'],
    [403, 'AccessDenied', 'refused'],
    [403, 'SignatureDoesNotMatch', 'refused'],
    [404, 'NoSuchBucket', 'refused'],
    [404, 'NoSuchKey', 'not-found'],
    [400, 'InvalidRequest', 'refused'],
    [301, 'PermanentRedirect', 'refused'],
  ])('an answer of %i %s is %s, asked once, and tells no secret', async (status, code, expected) => {
    let asked = 0;
    const bucket = await odd((_, response) => {
      asked++;
      refuse(response, status, code);
    });
    const error = await failure(bucket.get('k'));
    expect(error).toBeInstanceOf(BucketError);
    expect(error).toMatchObject({ code: expected });
    expect((error as Error).message).not.toContain(SECRET);
    expect(asked).toBe(1);
  });

  test('bytes that end early are incomplete, not a shorter object', async () => {
    const bucket = await odd((_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write(pattern(400));
      setImmediate(() => response.destroy());
    });
    expect(await failureCode(readAll(bucket, 'k'))).toBe('incomplete');
  });

  test('a server that falls silent, before or in the middle of its answer, is not waited for', async () => {
    const silent = await odd(() => undefined, 50);
    expect(await failureCode(silent.head('k'))).toBe('unreachable');
    const half = await odd(
      (_, response) => response.writeHead(200, { 'content-length': 1000 }).write(pattern(400)),
      500,
    );
    expect(await failureCode(readAll(half, 'k'))).toBe('incomplete');
  });

  test('a reader that rests loses nothing', async () => {
    const bytes = pattern(8 * MiB);
    const bucket = await odd((_, response) => response.end(bytes), 500);
    const { body } = await bucket.get('k');
    const read: Buffer[] = [];
    for await (const chunk of body) {
      read.push(chunk as Buffer);
      if (read.length > 1) continue;
      const sockets = Object.values(bucket.connection.agents.httpAgent.sockets).flat();
      await once(sockets[0]!, 'timeout');
      await once(sockets[0]!, 'timeout');
    }
    expect(Buffer.concat(read).equals(bytes)).toBe(true);
  });

  test('another range than the one asked for is incomplete, and the whole in its place is refused', async () => {
    const headers: Record<string, string | number>[] = [
      { 'content-range': 'bytes 5-9/100', 'content-length': 5 },
      { 'content-range': 'bytes 0-9/100', 'content-length': 10 },
    ];
    for (const each of headers) {
      const bucket = await odd((_, response) =>
        response.writeHead(206, each).end(pattern(Number(each['content-length']))),
      );
      expect(await failureCode(bucket.get('k', { range: { start: 0, length: 5 } }))).toBe('incomplete');
    }
    const whole = await odd((_, response) => response.end(pattern(100)));
    expect(await failureCode(whole.get('k', { range: { start: 0, length: 5 } }))).toBe('refused');
  });

  test('a listing that begins again and again ends with a refusal', async () => {
    const entry = (key: string) =>
      `<Contents><Key>${key}</Key><Size>1</Size><LastModified>2026-11-20T12:00:00Z</LastModified></Contents>`;
    for (const entries of [entry('a') + entry('b'), '']) {
      const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>';
      const page = `<ListBucketResult><Name>any</Name>${entries}${more}</ListBucketResult>`;
      let asked = 0;
      const bucket = await odd((_, response) => {
        asked++;
        // It would never end.
        if (asked > 10) response.destroy();
        else response.writeHead(200).end(page);
      });
      expect(await failureCode(listKeys(bucket))).toBe('refused');
      expect(asked).toBe(2);
    }
    const parts = '<IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>';
    let asked = 0;
    const bucket = await odd((_, response) => {
      asked++;
      if (asked > 10) response.destroy();
      else response.writeHead(200).end(`<ListPartsResult>${parts}</ListPartsResult>`);
    });
    expect(await failureCode(bucket.listParts({ key: 'k', uploadId: 'u' }))).toBe('refused');
    expect(asked).toBe(2);
  });

  test('a create that meets another one (409) is tried again until the server knows who won', async () => {
    let asked = 0;
    const bucket = await odd((request, response) => {
      expect(request.headers['if-none-match']).toBe('*');
      if (++asked < 3) refuse(response, 409, 'ConditionalRequestConflict');
      else refuse(response, 412, 'PreconditionFailed');
    });
    expect(await failureCode(bucket.put('k', Buffer.from('x'), { ifAbsent: true }))).toBe('exists');
    expect(asked).toBe(3);
  });

  test('its clock is the one of the server’s last answer, and never goes back', async () => {
    let date = 'Sun, 06 Nov 1994 08:49:37 GMT';
    const bucket = await odd((_, response) => response.writeHead(403, { date }).end());
    const first = await bucket.now();
    expect(first.getTime() - Date.parse(date)).toBeLessThan(60_000);
    date = 'Sun, 06 Nov 1994 07:00:00 GMT';
    await bucket.head('k').catch(() => undefined);
    expect((await bucket.now()).getTime()).toBeGreaterThanOrEqual(first.getTime());
  });

  test('a lost answer to a create is made good by the retry, since the object holds its bytes', async () => {
    const bytes = Buffer.from('with a nonce');
    let puts = 0;
    const bucket = await odd((request, response) => {
      if (request.method === 'GET') response.end(bytes);
      else if (++puts === 1) response.destroy();
      else refuse(response, 412, 'PreconditionFailed');
    });
    const info = await retrying(bucket, { sleep: async () => undefined }).put('k', bytes, { ifAbsent: true });
    expect(info).toMatchObject({ key: 'k', size: bytes.length });
    expect(puts).toBe(2);
  });
});

describe.skipIf(noCeph !== undefined)(`a bucket of Ceph ${noCeph ?? ''}`, () => {
  let ceph: TestCeph;
  beforeAll(async () => {
    ceph = await TestCeph.start();
  });
  afterAll(async () => await ceph.stop());

  async function open(name?: string) {
    const bucket = name ?? (await ceph.makeBucket());
    const address = { bucket, prefix: '', endpoint: ceph.endpoint, region: ceph.region, isPathStyle: true };
    const opened = s3Bucket({ address, credentials: ceph.user });
    onTestFinished(() => opened.connection.close());
    return opened;
  }

  test('an upload outlives a gateway that is killed, and goes on in another process from the parts that were done', async () => {
    const first = await open();
    const upload = await first.beginMultipart('k');
    const whole = pattern(6 * MiB);
    const done = await first.putPart(upload, 1, whole);
    const halfway = Promise.withResolvers<void>();
    const slow = async function* (): AsyncGenerator<Uint8Array> {
      yield whole.subarray(0, 3 * MiB);
      halfway.resolve();
      await new Promise(() => undefined);
    };
    const lost = failureCode(first.putPart(upload, 2, { size: whole.length, bytes: slow() }));
    await halfway.promise;
    await ceph.killGateway();
    expect(await lost).toBe('unreachable');
    expect(await failureCode(first.head('k'))).toBe('unreachable');
    await ceph.startGateway();
    const second = await open(first.connection.bucket);
    expect(await second.listParts(upload)).toEqual([done]);
    const parts = [done, await second.putPart(upload, 2, whole), await second.putPart(upload, 3, pattern(5))];
    await second.completeMultipart(upload, parts);
    expect((await readAll(second, 'k')).equals(Buffer.concat([whole, whole, pattern(5)]))).toBe(true);
  });

  test('what waits for a gateway that comes back succeeds', async () => {
    const bucket = await open();
    await ceph.killGateway();
    let isBack = false;
    const sleep = async (): Promise<void> => {
      if (!isBack) await ceph.startGateway();
      isBack = true;
    };
    await retrying(bucket, { sleep }).put('k', Buffer.from('x'), { ifAbsent: true });
    expect(String(await readAll(bucket, 'k'))).toBe('x');
  });

  test('a stream that fails after several parts leaves neither object nor upload', async () => {
    const bucket = await open();
    const wrong = new Error('the disk with the source died');
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield* inChunks(pattern(20 * MiB), MiB);
      throw wrong;
    };
    expect(await failure(bucket.put('k', body()))).toBe(wrong);
    expect(await listKeys(bucket)).toEqual([]);
    expect(await ceph.uploads(bucket.connection.bucket)).toEqual([]);
  });

  test('a digest that is given is the one that is signed: other bytes than its own are refused and leave nothing', async () => {
    const bucket = await open();
    const upload = await bucket.beginMultipart('parts');
    const [bytes, damaged] = [pattern(1000), pattern(1000, 7)];
    const sha256 = hash('sha256', bytes);
    const part = await bucket.putPart(upload, 1, bytes, { sha256 });
    await bucket.put('whole', bytes, { sha256 });
    expect(await failureCode(bucket.putPart(upload, 2, damaged, { sha256 }))).toBe('refused');
    expect(await failureCode(bucket.put('damaged', damaged, { sha256 }))).toBe('refused');
    expect(await bucket.listParts(upload)).toEqual([part]);
    expect(await listKeys(bucket)).toEqual(['whole']);
    await bucket.abortMultipart(upload);
  });

  test('more than a thousand parts are listed', async () => {
    const bucket = await open();
    const upload = await bucket.beginMultipart('k');
    const numbers = Array.from({ length: 1100 }, (_, index) => index + 1).values();
    const send = async (): Promise<void> => {
      for (const number of numbers) await bucket.putPart(upload, number, Buffer.from('x'));
    };
    await Promise.all(Array.from({ length: 16 }, send));
    expect(await bucket.listParts(upload)).toHaveLength(1100);
    await bucket.abortMultipart(upload);
    expect(await ceph.uploads(bucket.connection.bucket)).toEqual([]);
  });
});
