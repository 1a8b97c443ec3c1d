import { CreateBucketCommand, ListMultipartUploadsCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { generate } from 'selfsigned';

/** A certificate in PEM and its fingerprint, for a server of a test. */
export interface TestCertificate {
  readonly cert: string;
  readonly private: string;
}

const COMMANDS = ['radosgw', 'radosgw-admin', 'ceph-mon', 'ceph-osd', 'ceph', 'monmaptool'];
const isRequired = (process.env['LATCHKEY_REQUIRE'] ?? '').split(',').includes('s3');

/** Why no S3 server can be started here, or undefined. Where LATCHKEY_REQUIRE names s3 the tests run, and fail, all the same. */
export const noCeph: string | undefined =
  isRequired || COMMANDS.every((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined)
    ? undefined
    : 'needs Ceph: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-common';

export interface CephUser {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A real Ceph of one node on loopback, kept in memory: a monitor, a store, and a gateway that speaks S3, with and without TLS. */
export class TestCeph {
  readonly user: CephUser = { accessKeyId: 'TESTKEY', secretAccessKey: 'TESTSECRET' };
  readonly region = 'default';
  readonly certificate: TestCertificate;
  readonly #folder: string;
  readonly #ports: readonly [plain: number, tls: number];
  readonly #others: ChildProcess[] = [];
  readonly #client: S3Client;
  #gateway: ChildProcess | undefined;

  private constructor(folder: string, certificate: TestCertificate, ports: readonly [number, number]) {
    this.#folder = folder;
    this.certificate = certificate;
    this.#ports = ports;
    this.#client = new S3Client({
      endpoint: this.endpoint,
      region: this.region,
      forcePathStyle: true,
      credentials: this.user,
    });
  }

  /** Starts it, in about two seconds. What it stores is gone when it stops. */
  static async start(): Promise<TestCeph> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-ceph-'));
    const certificate = await selfSigned('127.0.0.1');
    const ports = [await freePort(), await freePort()] as const;
    const ceph = new TestCeph(folder, certificate, ports);
    try {
      await ceph.#bringUp(await freePort());
      return ceph;
    } catch (error) {
      await ceph.stop();
      throw error;
    }
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#ports[0]}`;
  }

  get tlsEndpoint(): string {
    return `https://127.0.0.1:${this.#ports[1]}`;
  }

  /** Makes an empty bucket. @returns its name */
  async makeBucket(): Promise<string> {
    const Bucket = `test-${randomUUID()}`;
    await this.#client.send(new CreateBucketCommand({ Bucket }));
    return Bucket;
  }

  /** The keys of all unfinished uploads in a bucket. */
  async uploads(bucket: string): Promise<(string | undefined)[]> {
    const { Uploads = [] } = await this.#client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    return Uploads.map(({ Key }) => Key);
  }

  /** Permits another user's key these actions, and no others, on a bucket and all in it. */
  async allow(bucket: string, uid: string, actions: readonly string[]): Promise<void> {
    const Principal = { AWS: [`arn:aws:iam:::user/${uid}`] };
    const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: actions, Resource }],
    });
    await this.#client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  }

  /** Runs `radosgw-admin`. @returns what it printed */
  admin(...args: readonly string[]): string {
    return run(this.#folder, 'radosgw-admin', args);
  }

  addUser(uid: string): CephUser {
    const user = { accessKeyId: uid.toUpperCase(), secretAccessKey: `secret of ${uid}` };
    const keys = ['--access-key', user.accessKeyId, '--secret-key', user.secretAccessKey];
    this.admin('user', 'create', '--uid', uid, '--display-name', uid, '--max-buckets=0', ...keys);
    return user;
  }

  /** Ends the gateway at once, in the middle of whatever it does. What it acknowledged is kept. */
  async killGateway(): Promise<void> {
    if (this.#gateway === undefined) return;
    this.#gateway.kill('SIGKILL');
    await ended(this.#gateway);
    this.#gateway = undefined;
  }

  async startGateway(): Promise<void> {
    this.#gateway = this.#daemon('radosgw', ['-n', 'client.rgw.a', '-f']);
    for (const port of this.#ports) await opened(port, this.#gateway, join(this.#folder, 'radosgw.out'));
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    await this.killGateway();
    for (const daemon of this.#others.toReversed()) {
      daemon.kill('SIGKILL');
      await ended(daemon);
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #bringUp(monitorPort: number): Promise<void> {
    const folder = this.#folder;
    const fsid = randomUUID();
    for (const name of ['mon', 'osd']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'tls.pem'), `${this.certificate.cert}\n${this.certificate.private}\n`);
    writeFileSync(join(folder, 'ceph.conf'), configuration(folder, fsid, monitorPort, this.#ports));
    const map = join(folder, 'map');
    run(folder, 'monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map]);
    run(folder, 'ceph-mon', ['--mkfs', '-i', 'a', '--monmap', map]);
    this.#others.push(this.#daemon('ceph-mon', ['-i', 'a', '-f']));
    run(folder, 'ceph', ['osd', 'new', fsid]);
    run(folder, 'ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', fsid]);
    this.#others.push(this.#daemon('ceph-osd', ['-i', '0', '-f']));
    const { accessKeyId, secretAccessKey } = this.user;
    const keys = ['--access-key', accessKeyId, '--secret-key', secretAccessKey];
    this.admin('user', 'create', '--uid', 'test', '--display-name', 'test', '--max-buckets=0', ...keys);
    await this.startGateway();
  }

  #daemon(command: string, args: readonly string[]): ChildProcess {
    const log = openSync(join(this.#folder, `${command}.out`), 'a');
    // It must not outlive a test run that is killed.
    const all = ['--pdeathsig', 'KILL', command, ...args];
    const child = spawn('setpriv', all, { stdio: ['ignore', log, log], env: environment(this.#folder) });
    closeSync(log);
    return child;
  }
}

/** @param host an address or a name */
export async function selfSigned(host: string): Promise<TestCertificate> {
  const name = /^[\d.]+$/.test(host) ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const);
  const options = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [name] }],
  } as const;
  return await generate([{ name: 'commonName', value: host }], options as never);
}

/** A port of this computer on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function configuration(folder: string, fsid: string, monitor: number, [plain, tls]: readonly [number, number]): string {
  const settings = {
    fsid,
    mon_host: `v2:127.0.0.1:${monitor}`,
    public_addr: '127.0.0.1',
    cluster_addr: '127.0.0.1',
    auth_cluster_required: 'none',
    auth_service_required: 'none',
    auth_client_required: 'none',
    ms_mon_client_mode: 'crc',
    run_dir: folder,
    crash_dir: folder,
    pid_file: join(folder, '$name.pid'),
    admin_socket: join(folder, '$name.asok'),
    log_file: join(folder, '$name.log'),
    osd_pool_default_size: 1,
    osd_pool_default_min_size: 1,
    osd_pool_default_pg_num: 1,
    osd_pool_default_pg_autoscale_mode: 'off',
    osd_crush_chooseleaf_type: 0,
    mon_allow_pool_size_one: true,
    mon_max_pg_per_osd: 1000,
    mon_data: join(folder, 'mon'),
    mon_data_avail_crit: 1,
    paxos_propose_interval: 0.05,
    osd_data: join(folder, 'osd'),
    osd_objectstore: 'memstore',
    memstore_device_bytes: 8 * 1024 ** 3,
    // One listing need not ask eleven shards, and nothing is written to logs that nobody reads.
    rgw_override_bucket_index_max_shards: 1,
    rgw_dynamic_resharding: false,
    // A gateway that was killed is waited for so long, in seconds, by the next one's writes.
    osd_client_watch_timeout: 2,
    debug_ms: '0/0',
    debug_osd: '0/0',
    debug_rgw: '0/0',
    rgw_frontends: `beast tcp_nodelay=1 endpoint=127.0.0.1:${plain} ssl_endpoint=127.0.0.1:${tls} ssl_certificate=${join(folder, 'tls.pem')}`,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return `[global]\n${lines.join('\n')}\n`;
}

function environment(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, CEPH_CONF: join(folder, 'ceph.conf') };
}

function run(folder: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', env: environment(folder) });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed: ${error?.message ?? stderr}`);
  return stdout;
}

async function opened(port: number, gateway: ChildProcess, log: string): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      if (gateway.exitCode !== null) throw new Error(`The gateway ended: ${readFileSync(log, 'utf8')}`);
      await pause(30);
    } finally {
      socket.destroy();
    }
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
