import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openBucket } from '../buckets/address.ts';
import type { BucketAccess } from '../state/bucket-access.ts';
import { openState } from '../state/database.ts';
import { PasswordWork } from '../../keys/password.ts';
import { accountVault } from '../vault/account-vault.ts';
import { openAccount } from '../vault/account.ts';
import { toVaultPath } from '../vault/path.ts';
import { openVault } from '../vault/vault.ts';
import { downloadFile } from './download.ts';
import { newEngine } from './engine.ts';
import { openKeyFile } from './key-place.ts';
import { watched } from './test-bucket.ts';
import { uploadFile, uploadStream } from './upload.ts';

/**
 * For tests: what a process that is going to be killed is to do; `stream` sends what a browser would, and never comes to its end. The account's
 * name and password are `kill`.
 */
export interface KillTask extends BucketAccess {
  readonly act: 'upload' | 'download' | 'stream';
  readonly home: string;
  /** Its address. */
  readonly bucket: string;
  readonly key: string;
  /** Of the account "kill". */
  readonly password: string;
  /** The file to send, or to write. */
  readonly local: string;
}

const STREAM_BYTES = 48 * 2 ** 20;

/** Each event on a line of its own, written at once: whoever kills this process knows what it had done. */
const say = (...words: readonly (string | number)[]) => void writeSync(1, `${words.join(' ')}\n`);

async function* endless(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(STREAM_BYTES / 2);
  await setTimeout(3_600_000);
}

async function run({ act, home, bucket, key, password, local, credentials, trust }: KillTask): Promise<void> {
  const watch = watched(openBucket(bucket, { create: false, credentials, trust }));
  watch.onPart = (number, event) => say(event, number);
  watch.onRange = (start) => say('range', start);
  const work = new PasswordWork();
  const vault = await openVault(watch.bucket);
  const account = accountVault(vault, await openAccount({ vault, work }, 'kill', password, {}));
  await account.catalog.refresh();
  const keyFile = await openKeyFile(key, () => Promise.reject(new Error('no passphrase')), work);
  const engine = newEngine(await openState(home), () => new Date());
  say('open');
  const path = toVaultPath('killed');
  const stream = { path, size: STREAM_BYTES, modified: 0, bytes: endless() };
  if (act === 'stream') await uploadStream(engine, account, keyFile, stream);
  else if (act === 'upload') await uploadFile(engine, account, keyFile, { localPath: local, path });
  else await downloadFile(engine, account, keyFile, account.catalog.select(path)[0]!, local);
  await engine.pool.close();
  say('done');
}

await run(JSON.parse(process.argv[2]!) as KillTask);
