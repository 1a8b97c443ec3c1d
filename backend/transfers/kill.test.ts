import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { folderBucket } from '../buckets/folder.ts';
import { DownloadJournal } from '../state/download-journal.ts';
import { openState } from '../state/database.ts';
import { Holder } from '../state/holding.ts';
import { UploadJournal } from '../state/upload-journal.ts';
import { createAccount } from '../vault/account.ts';
import { makeOrJoinVault } from '../vault/vault.ts';
import type { KillTask } from './test-kill.ts';
import { UPLOAD_FOLDER } from './test-bucket.ts';
import { testFolder } from './test-engine.ts';

const MIB = 2 ** 20;
const SIZE = 200 * MIB;
const KILLS = 25;
const CHILD = fileURLToPath(new URL('test-kill.ts', import.meta.url));

/** A vault, its key file and a large file, and a process that can be killed at work on them. */
class Place {
  readonly folder: string;
  readonly source: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.source = join(folder, 'source');
  }

  static async make(): Promise<Place> {
    const place = new Place(await testFolder());
    const vault = await makeOrJoinVault(folderBucket({ root: place.bucket, create: true }));
    await createAccount({ vault, work: new PasswordWork(), cost: MIN_COST }, 'kill', 'kill');
    await writeFile(join(place.folder, 'key'), formatKeyFile(newKeyFile('kill', new Date(0))));
    const file = await open(place.source, 'wx');
    for (let at = 0; at < SIZE; at += 20 * MIB) await file.write(randomBytes(20 * MIB));
    await file.close();
    return place;
  }

  get bucket(): string {
    return join(this.folder, 'bucket');
  }

  /**
   * Runs until it ends or `isEnough` says so of the lines it has written: then it is killed in the middle of whatever it does.
   * @returns its lines, and whether it was killed
   */
  async run(act: KillTask['act'], local: string, isEnough: (lines: readonly string[]) => boolean) {
    const task: KillTask = {
      act,
      local,
      home: this.folder,
      bucket: this.bucket,
      key: join(this.folder, 'key'),
      password: 'kill',
    };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      if (isEnough(lines)) child.kill('SIGKILL');
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect(code === 0 || signal === 'SIGKILL').toBe(true);
    return { lines, isKilled: signal === 'SIGKILL' };
  }

  async digest(path: string): Promise<string> {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  }

  /** What the journals and the bucket still hold of unfinished work. */
  async leftovers(): Promise<unknown[]> {
    const state = await openState(this.folder);
    const holder = new Holder(() => new Date());
    const uploads = await new UploadJournal(state, holder).unfinished();
    const downloads = await new DownloadJournal(state, holder).all();
    await state.destroy();
    const names = await readdir(join(this.bucket, '.latchkey-tmp')).catch(() => []);
    const partials = (await readdir(this.folder)).filter((name) => name.endsWith('.part'));
    return [...uploads, ...downloads, ...names.filter((name) => UPLOAD_FOLDER.test(name)), ...partials];
  }

  /** Bytes of the target that the journal knows to be checked. */
  async checked(): Promise<number> {
    const state = await openState(this.folder);
    const [row] = await new DownloadJournal(state, new Holder(() => new Date())).all();
    await state.destroy();
    return row?.checked ?? 0;
  }
}

/** Kills at a random line; where little is left to do, at one that comes before anything was done. */
const randomLine = (isNearEnd: boolean) => 1 + Math.floor(Math.random() * (isNearEnd ? 2 : 9));

test('a client that is killed 25 times while it sends 200 MiB brings them in whole, with no acknowledged part sent again', async () => {
  const place = await Place.make();
  const parts = Math.ceil((SIZE + 1) / (8 * MIB));
  const [begun, acknowledged] = [new Set<string>(), new Set<string>()];
  const again: string[] = [];
  const take = (lines: readonly string[]) => {
    for (const line of lines) {
      if (line.startsWith('end ')) acknowledged.add(line.slice(4));
      if (line.startsWith('begin ')) begun.add(line.slice(6));
      if (line.startsWith('begin ') && acknowledged.has(line.slice(6))) again.push(line);
    }
  };
  for (let kills = 0; kills < KILLS; kills += 1) {
    const line = randomLine(acknowledged.size > parts - 10);
    const { lines, isKilled } = await place.run('upload', place.source, (all) => all.length >= line);
    expect(isKilled).toBe(true);
    take(lines);
  }
  take((await place.run('upload', place.source, () => false)).lines);
  expect([begun.size, again]).toEqual([parts, []]);
  expect(await place.leftovers()).toEqual([]);
  const target = join(place.folder, 'target');
  await place.run('download', target, () => false);
  expect(await place.digest(target)).toBe(await place.digest(place.source));
});

test('a client that is killed 25 times while it gets 200 MiB brings them out whole, and nothing under their name before', async () => {
  const place = await Place.make();
  await place.run('upload', place.source, () => false);
  const target = join(place.folder, 'target');
  for (let kills = 0; kills < KILLS; kills += 1) {
    const checked = await place.checked();
    const line = randomLine(checked > SIZE - 100 * MIB);
    const { lines, isKilled } = await place.run('download', target, (all) => all.length >= line);
    expect(isKilled).toBe(true);
    const early = lines.filter((each) => each.startsWith('range ') && Number(each.slice(6)) < checked);
    expect([early, await place.digest(target).catch(() => 'none')]).toEqual([[], 'none']);
  }
  expect((await place.run('download', target, () => false)).isKilled).toBe(false);
  expect(await place.digest(target)).toBe(await place.digest(place.source));
  expect(await place.leftovers()).toEqual([]);
});
