import { fork, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Client, pinnedCertificate } from '../backend/http/test-server.ts';
import { fromBackend } from '../electron/backend-messages.ts';
import { packages } from './electron-builder.config.ts';
import { stage, stageApp } from './stage.ts';
import { sevenZip, standInDistribution, standInFpm } from './test-distribution.ts';

const [ON, OFF] = ['1', '0'].map((digit) => digit.charCodeAt(0));
const HOMEPAGE = 'https://latchkey.invalid';
let folder: string;
let electron: string;
/** A release's folder, as it is installed; and the archive of it. */
let release: string;
let archive: string;

/** @param staged what build/stage.ts laid out @returns the installed folder, and what came out for people */
async function pack(
  staged: string,
  isForTests: boolean,
  ...targets: string[]
): Promise<[installed: string, made: string[]]> {
  const output = join(staged, 'out');
  const config = packages({
    stage: staged,
    output,
    isForTests,
    repository: 'latchkey/latchkey',
    isSigned: false,
    hasRpm: false,
    electron,
  });
  const made = await build({ targets: Platform.LINUX.createTarget(targets), config, publish: 'never' });
  return [join(output, 'linux-unpacked'), made];
}

const asar = (installed: string) => join(installed, 'resources/app.asar');
const hash = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

async function fuses(installed: string): Promise<Record<string, unknown>> {
  return { ...(await getCurrentFuseWire(join(installed, 'latchkey-window'))) };
}

describe.skipIf(process.platform !== 'linux')('a package (the stand-in for Electron is one for Linux)', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-dist-'));
    // A test's own would build React's version for development.
    vi.stubEnv('NODE_ENV', 'production');
    vi.stubEnv('ELECTRON_BUILDER_7ZIP_PATH', await sevenZip(folder));
    vi.stubEnv('ELECTRON_BUILDER_COMPRESSION_LEVEL', '1');
    vi.stubEnv('CUSTOM_FPM_PATH', await standInFpm(folder, join(folder, 'deb')));
    electron = await standInDistribution(join(folder, 'electron'));
    const staged = join(folder, 'release');
    await stage(staged, HOMEPAGE);
    const [installed, made] = await pack(staged, false, 'tar.gz', 'deb');
    release = installed;
    archive = made.find((name) => name.endsWith('.tar.gz'))!;
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  test('holds the built shell and window, and nothing of sources, tests, maps or packages', () => {
    const files = listPackage(asar(release), { isPack: false });
    for (const name of [
      'package.json',
      'shell/main.js',
      'shell/preload.cjs',
      'shell/seal-worker.js',
      'renderer/index.html',
    ])
      expect(files).toContain(`/${name}`);
    const isWanted = (file: string) =>
      /^\/(package\.json|shell(\/[\w-]+\.c?js)?|renderer(\/[\w-]+\.html|\/assets(\/[\w.-]+\.(js|css|svg))?)?)$/.test(
        file,
      );
    expect(files.filter((file) => !isWanted(file))).toEqual([]);
  });

  test('lays the terminal command beside it, and nothing else', async () => {
    // What AppArmor allows, and which kind of package newer versions come as.
    const ofDeb = ['apparmor-profile', 'package-type'];
    const rest = (await readdir(join(release, 'resources'))).filter((name) => !ofDeb.includes(name));
    expect(rest.sort()).toEqual(['app-update.yml', 'app.asar', 'command']);
    const command = join(release, 'resources/command');
    expect((await readdir(command)).sort()).toEqual(['bin', 'build', 'dist', 'package.json']);
    const maps = (await readdir(command, { recursive: true })).filter((name) => /\.(map|ts)$|node_modules/.test(name));
    expect(maps).toEqual([]);
  });

  test('turns off in Electron what a release does not need', async () => {
    const wire = await fuses(release);
    expect(wire[FuseV1Options.RunAsNode]).toBe(OFF);
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(OFF);
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(OFF);
    expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(OFF);
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(ON);
    expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(ON);
    expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(ON);
  });

  test('is the same when it is built again, and one for tests differs in the inspector alone', async () => {
    const staged = join(folder, 'again');
    await stageApp(staged, HOMEPAGE);
    const [again] = await pack(staged, true, 'dir');
    expect(await hash(asar(again))).toBe(await hash(asar(release)));
    const inspector = { [FuseV1Options.EnableNodeCliInspectArguments]: ON };
    expect(await fuses(again)).toEqual({ ...(await fuses(release)), ...inspector });
  });

  test('needs nothing that is not in it but Electron', async () => {
    const app = join(folder, 'app');
    extractAll(asar(release), app);
    const strangers = new Set<string>();
    for (const name of await readdir(join(app, 'shell'))) {
      const code = await readFile(join(app, 'shell', name), 'utf8');
      expect(code).not.toMatch(/new URL\(['"][^'"]+\.ts['"]/);
      for (const [, source = ''] of code.matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+["']([^"'.][^"']*)["'];$/gm))
        if (!isBuiltin(source)) strangers.add(source);
    }
    expect([...strangers]).toEqual(['electron']);
  });

  test('has a backend that serves the window, seals and opens', async () => {
    const app = join(folder, 'served');
    extractAll(asar(release), app);
    const { client, local } = await backend(app);
    const page = await client.call('GET', '/', { headers: { 'latchkey-local': local } });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('<title>Latchkey</title>')]);
    const credentials = { username: 'ana', password: 'walnut orchard lantern 61' };
    expect(await client.call('POST', '/user/create', { json: credentials })).toMatchObject({ status: 201 });
    const token = String((await client.call('POST', '/user/login', { json: credentials })).json['token']);
    // Large enough for a thread of its own.
    const plain = randomBytes(1024 * 1024);
    await writeFile(join(app, 'plain'), plain);
    const sent = await client.call('POST', '/upload', { token, json: { filepath: 'plain', keylocation: '.' } });
    expect([sent.status, sent.text]).toEqual([200, expect.any(String)]);
    const keypath = String(sent.json['keypath']);
    const ask = { filename: 'plain', location: 'out', keypath };
    await mkdir(join(app, 'out'));
    expect(await client.call('POST', '/download', { token, json: ask })).toMatchObject({ status: 200 });
    expect((await readFile(join(app, 'out/plain'))).equals(plain)).toBe(true);
  });

  test('as a deb tells the system its files and links, and puts the terminal command into the PATH', async () => {
    const words = (await readFile(join(folder, 'deb/words'), 'utf8')).split('\n');
    const placed = words.filter((word) => word.includes('=/')).map((word) => word.split('=')[1]);
    expect(placed).toEqual(expect.arrayContaining(['/opt/Latchkey', '/usr/bin/latchkey']));
    const desktop = await readFile(join(folder, 'deb/latchkey-window.desktop'), 'utf8');
    expect(desktop).toMatch(/^Exec=\/opt\/Latchkey\/latchkey-window %U$/m);
    expect(desktop).toMatch(/^MimeType=application\/vnd\.latchkey\.key\+json;.*x-scheme-handler\/latchkey;$/m);
    const kinds = await readFile(join(folder, 'deb/latchkey-window.xml'), 'utf8');
    expect(kinds).toContain('<glob pattern="*.key.json"/>');
  });

  test('as an archive holds a terminal command that seals and opens with the Node of the system', async () => {
    const place = join(folder, 'unpacked');
    await mkdir(place);
    spawnSync('tar', ['xzf', archive, '-C', place, '--strip-components', '1']);
    const command = join(place, 'resources/command/bin/latchkey');
    const latchkey = (...args: string[]) => spawnSync(command, args, { cwd: place, encoding: 'utf8' });
    expect(latchkey('key', 'new', 'k.key.json').stderr).toBe('');
    expect(latchkey('seal', 'LICENSE.electron.txt', 'sealed', '--key', 'k.key.json').stderr).toBe('');
    expect(latchkey('open', 'sealed', 'opened', '--key', 'k.key.json').stderr).toBe('');
    expect(await readFile(join(place, 'opened'), 'utf8')).toBe('LICENSE');
    const without = spawnSync(command, ['--version'], { env: { PATH: '' }, encoding: 'utf8' });
    expect([without.status, without.stderr]).toEqual([1, expect.stringContaining('Node 24')]);
  });
});

/** Electron's channel to a utility process, on Node's own. */
const PARENT_PORT = `
  import { EventEmitter } from 'node:events';
  const port = new EventEmitter();
  port.postMessage = (message) => process.send(message);
  process.on('message', (data) => port.emit('message', { data }));
  process.parentPort = port;
`;

/** The packaged backend, started as the shell starts it. @param app what lies in the asar */
async function backend(app: string): Promise<{ client: Client; local: string }> {
  const child = fork(join(app, 'shell/backend-process.js'), [], {
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(PARENT_PORT)}`],
    env: {},
  });
  const exited = once(child, 'exit');
  const places = { home: join(app, 'home'), folder: app, renderer: join(app, 'renderer') };
  child.send({ kind: 'order', keyring: false, shell: process.pid, ...places });
  const [message] = (await once(child, 'message')) as [unknown];
  const ready = fromBackend(message);
  if (ready?.kind !== 'ready') throw new Error('the backend does not answer');
  const { url, fingerprint, token } = ready;
  const port = Number(new URL(url).port);
  const client = new Client(port, await pinnedCertificate(port, fingerprint));
  onTestFinished(async () => {
    client.close();
    child.send({ kind: 'stop' });
    expect(await exited).toEqual([0, null]);
  });
  return { client, local: token };
}
