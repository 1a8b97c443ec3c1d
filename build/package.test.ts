import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Client, pinnedCertificate } from '../backend/http/test-server.ts';

const checkout = new URL('..', import.meta.url).pathname;
let folder: string;
let installed: string;

function latchkey(...args: string[]) {
  const env = { ...process.env, LATCHKEY_HOME: join(folder, 'home'), LATCHKEY_PASSWORD: 'a password for the package' };
  const main = join(installed, 'build/latchkey.mjs');
  return spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', env });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-package-'));
  installed = join(folder, 'node_modules/latchkey');
  mkdirSync(installed, { recursive: true });
  const shell = process.platform === 'win32';
  const packed = spawnSync('npm', ['pack', '--pack-destination', folder], { cwd: checkout, encoding: 'utf8', shell });
  expect(packed.status, packed.stderr).toBe(0);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  spawnSync('tar', ['xzf', join(folder, tarball), '-C', installed, '--strip-components', '1']);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package holds the built command and window, and nothing of the sources', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => relative(installed, join(file.parentPath, file.name)).replaceAll('\\', '/'));
  for (const name of ['terminal/latchkey.js', 'terminal/seal-worker.js', 'renderer/index.html'])
    expect(paths).toContain(`dist/${name}`);
  const isBuilt = (path: string) =>
    /^dist\/(terminal\/[\w-]+\.js|renderer\/([\w-]+\.html|assets\/[\w.-]+\.(js|css|svg)))$/.test(path);
  const rest = ['CHANGELOG.md', 'LICENSE', 'README.md', 'build/latchkey.mjs', 'build/runtime.mjs', 'package.json'];
  expect(paths.filter((path) => !isBuilt(path)).sort()).toEqual(rest);
});

test('it asks for no other package', () => {
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>;
  expect(dependencies).toBeUndefined();
});

test('the installed command seals a file into a vault and gets it back', () => {
  expect(latchkey('key', 'new', 'k.key.json').status).toBe(0);
  expect(latchkey('init', '--bucket', 'vault', '--user', 'ana').stderr).toBe('');
  expect(latchkey('put', 'k.key.json', '--key', 'k.key.json').status).toBe(0);
  expect(latchkey('get', 'k.key.json', '--key', 'k.key.json', '--to', 'out').stderr).toBe('');
  expect(readFileSync(join(folder, 'out/k.key.json'))).toEqual(readFileSync(join(folder, 'k.key.json')));
});

test('the installed command serves the window', async () => {
  const env = { ...process.env, LATCHKEY_HOME: join(folder, 'served') };
  const main = join(installed, 'build/latchkey.mjs');
  const server = spawn(process.execPath, [main, 'serve', '--json', '--port', '0'], { cwd: folder, env });
  onTestFinished(() => void server.kill('SIGKILL'));
  const exited = once(server, 'exit');
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const { port, fingerprint } = JSON.parse(line.toString()) as { port: number; fingerprint: string };
  const client = new Client(port, await pinnedCertificate(port, fingerprint));
  const page = await client.call('GET', '/');
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('<title>Latchkey</title>')]);
  client.close();
  server.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
});

test('it says so plainly where Node is too old', () => {
  const runtime = join(installed, 'build/runtime.mjs');
  const older = `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); await import(${JSON.stringify(runtime)});`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', older], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining('runs on Node 24 or newer; this is Node 20.1.0')]);
});

test('the tests themselves run on Node 24', () => {
  expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
});
