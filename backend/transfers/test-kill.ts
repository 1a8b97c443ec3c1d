import { writeSync } from 'node:fs';
import { folderBucket } from '../buckets/folder.ts';
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
import { uploadFile } from './upload.ts';

/** For tests: what a process that is going to be killed is to do. The account's name and password are `kill`. */
export interface KillTask {
  readonly act: 'upload' | 'download';
  readonly home: string;
  readonly bucket: string;
  readonly key: string;
  /** The file to send, or to write. */
  readonly local: string;
}

/** Each event on a line of its own, written at once: whoever kills this process knows what it had done. */
const say = (...words: readonly (string | number)[]) => void writeSync(1, `${words.join(' ')}\n`);

async function run({ act, home, bucket, key, local }: KillTask): Promise<void> {
  const watch = watched(folderBucket({ root: bucket, create: false }));
  watch.onPart = (number, event) => say(event, number);
  watch.onRange = (start) => say('range', start);
  const work = new PasswordWork();
  const vault = await openVault(watch.bucket);
  const account = accountVault(vault, await openAccount({ vault, work }, 'kill', 'kill', {}));
  await account.catalog.refresh();
  const keyFile = await openKeyFile(key, () => Promise.reject(new Error('no passphrase')), work);
  const engine = newEngine(await openState(home), () => new Date());
  say('open');
  const path = toVaultPath('killed');
  if (act === 'upload') await uploadFile(engine, account, keyFile, { localPath: local, path });
  else await downloadFile(engine, account, keyFile, account.catalog.select(path)[0]!, local);
  await engine.pool.close();
  say('done');
}

await run(JSON.parse(process.argv[2]!) as KillTask);
