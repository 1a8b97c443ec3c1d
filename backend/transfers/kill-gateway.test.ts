import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { newKeyFile } from '../../keys/key-file.ts';
import { retrying } from '../buckets/retrying.ts';
import { s3Bucket } from '../buckets/s3.ts';
import { noCeph, TestCeph } from '../buckets/test-ceph.ts';
import { path, testAccount, TestVault } from '../vault/test-vault.ts';
import { makeOrJoinVault } from '../vault/vault.ts';
import { downloadFile } from './download.ts';
import { watched } from './test-bucket.ts';
import { testEngine, testFolder } from './test-engine.ts';
import { uploadFile } from './upload.ts';

const MIB = 2 ** 20;
const SIZE = 200 * MIB;
const PARTS = Math.ceil((SIZE + 1) / (8 * MIB));
/** At which part, or range, the gateway is killed. */
const KILLED_AT = [2, 7, 12, 17, 22];

let ceph: TestCeph;

/** Kills the gateway at these calls, in the middle of all others, and starts it again. */
function killer() {
  let [calls, kills] = [0, 0];
  let over: Promise<void> = Promise.resolve();
  const act = () => {
    if (!KILLED_AT.includes(++calls)) return;
    kills += 1;
    const before = over;
    over = (async () => {
      await before;
      await ceph.killGateway();
      await ceph.startGateway();
    })();
  };
  return { act, ended: async () => (await over, kills) };
}

async function digest(name: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(name), hash);
  return hash.digest('hex');
}

describe.skipIf(noCeph !== undefined)(`S3 ${noCeph ?? ''}`, () => {
  beforeAll(async () => {
    ceph = await TestCeph.start();
  });
  afterAll(async () => await ceph.stop());

  test('a gateway that is killed 5 times on the way in and 5 times on the way out costs no byte and no part twice', async () => {
    const bucket = await ceph.makeBucket();
    const address = { bucket, prefix: '', endpoint: ceph.endpoint, region: ceph.region, isPathStyle: true };
    const s3 = s3Bucket({ address, credentials: ceph.user });
    onTestFinished(() => s3.connection.close());
    const watch = watched(s3);
    const vault = await makeOrJoinVault(retrying(watch.bucket));
    const one = new TestVault(vault, await testAccount(vault), newKeyFile('test', new Date(0)));
    const folder = await testFolder();
    const [localPath, target] = [join(folder, 'source'), join(folder, 'target')];
    const file = await open(localPath, 'wx');
    for (let at = 0; at < SIZE; at += 20 * MIB) await file.write(randomBytes(20 * MIB));
    await file.close();

    const [engine, computer] = [await testEngine(folder), await one.computer()];
    const onTheWayIn = killer();
    watch.onPart = (_, event) => {
      if (event === 'end') onTheWayIn.act();
    };
    await uploadFile(engine, computer, one.keyFile, { localPath, path: path('a') });
    expect([await onTheWayIn.ended(), watch.acknowledged.length, watch.twice]).toEqual([5, PARTS, []]);

    const other = await one.computer();
    const [stored, ...more] = other.catalog.index('live').versions(path('a'));
    expect(more).toEqual([]);
    const onTheWayOut = killer();
    watch.onRange = () => onTheWayOut.act();
    await downloadFile(engine, other, one.keyFile, stored!, target);
    expect(await onTheWayOut.ended()).toBe(5);
    expect(await digest(target)).toBe(await digest(localPath));
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect([await engine.uploads.unfinished(), await engine.downloads.all()]).toEqual([[], []]);
  });
});
