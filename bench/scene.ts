import { randomBytes, randomFillSync } from 'node:crypto';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestCeph } from '../backend/buckets/test-ceph.ts';
import { run, type Finished } from './measure.ts';

const MIB = 2 ** 20;
const COMMAND = new URL('../dist/terminal/latchkey.js', import.meta.url).pathname;

/** A folder, a Ceph gateway in memory, a vault in it, and rclone's plain and sealed remotes beside it: what every comparison needs. */
export class Scene {
  readonly folder: string;
  readonly ceph: TestCeph;
  readonly env: NodeJS.ProcessEnv;
  readonly bucket: string;

  private constructor(folder: string, ceph: TestCeph, bucket: string) {
    this.folder = folder;
    this.ceph = ceph;
    this.bucket = bucket;
    const { accessKeyId, secretAccessKey } = ceph.user;
    const password = spawnSync('rclone', ['obscure', 'a password for measuring'], { encoding: 'utf8' }).stdout.trim();
    const { AWS_CA_BUNDLE: _bundle, ...env } = process.env;
    this.env = {
      ...env,
      LATCHKEY_HOME: join(folder, 'home'),
      LATCHKEY_PASSWORD: 'a password for measuring',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      RCLONE_CONFIG: join(folder, 'rclone.conf'),
      RCLONE_CONFIG_PLAIN_TYPE: 's3',
      RCLONE_CONFIG_PLAIN_PROVIDER: 'Ceph',
      RCLONE_CONFIG_PLAIN_ENDPOINT: ceph.endpoint,
      RCLONE_CONFIG_PLAIN_ACCESS_KEY_ID: accessKeyId,
      RCLONE_CONFIG_PLAIN_SECRET_ACCESS_KEY: secretAccessKey,
      RCLONE_CONFIG_SEALED_TYPE: 'crypt',
      RCLONE_CONFIG_SEALED_REMOTE: `plain:${bucket}/sealed`,
      RCLONE_CONFIG_SEALED_PASSWORD: password,
    };
  }

  static async open(): Promise<Scene> {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
    const ceph = await TestCeph.start();
    const scene = new Scene(folder, ceph, await ceph.makeBucket());
    await writeFile(scene.at('rclone.conf'), '');
    await scene.latchkey('key', 'new', scene.at('k.key.json'));
    await scene.latchkey('init', '--bucket', scene.address, '--user', 'ana');
    return scene;
  }

  /** The vault's place in the bucket. */
  get address(): string {
    return `s3://${this.bucket}/vault?endpoint=${this.ceph.endpoint}&region=${this.ceph.region}&path-style=true`;
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  /** The built command, as users have it. */
  latchkey(...args: string[]): Promise<Finished> {
    return run(process.execPath, [COMMAND, ...args], this.env);
  }

  rclone(...args: string[]): Promise<Finished> {
    return run('rclone', args, this.env);
  }

  /** Makes room in the gateway's memory: it keeps what was deleted or replaced for two hours, and a full one never answers. */
  freeMemory(): void {
    this.ceph.admin('gc', 'process', '--include-all');
  }

  async close(): Promise<void> {
    await this.ceph.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** @param mebibytes of bytes that nothing compresses */
export async function makeFile(path: string, mebibytes: number): Promise<void> {
  const handle = await open(path, 'w');
  const chunk = Buffer.alloc(4 * MIB);
  for (let written = 0; written < mebibytes * MIB; written += chunk.length) {
    await handle.write(randomFillSync(chunk).subarray(0, mebibytes * MIB - written));
  }
  await handle.close();
}

/** So many files of so many bytes, over so many folders. */
export async function makeFiles(root: string, files: number, bytes: number, folders: number): Promise<void> {
  for (let folder = 0; folder < folders; folder += 1) {
    await mkdir(join(root, `folder ${folder}`), { recursive: true });
    for (let file = folder; file < files; file += folders) {
      await writeFile(join(root, `folder ${folder}`, `file ${file}.dat`), randomBytes(bytes));
    }
  }
}

/** One digest over a file, or over all files below a folder with their names. */
export async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  const names = entries?.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) ?? [path];
  for (const name of names.toSorted()) {
    hash.update(name.slice(path.length));
    for await (const chunk of createReadStream(name, { highWaterMark: MIB })) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
