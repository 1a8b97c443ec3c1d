import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { networkAddress } from '../http/test-network.ts';
import { REMOTE_ROUTES } from '../http/remote-routes.ts';
import { RunningFile } from '../http/running.ts';
import { MAIN } from './test-cli.ts';
import { bare, bearer, hasCurl, Server, temporary, writeKey } from './test-serve.ts';

const credentials = { username: 'ana', password: 'seven quiet harbour boats' };

/** Names that a shell, an address, a form or a list could read as something else. */
const NAMES = [
  'notes ünïcode.txt',
  'e\u0301 in two pieces.txt',
  '写真 📷 שלום.png',
  `it's "quoted" & 100% +more=?#;a.txt`,
  '  with spaces around  ',
  '-rf',
  '--output.txt',
  '.hidden',
  'a;b|c$(d)`e`<f>*~.txt',
  'trailing dot.',
  '%2e%2e%2fetc.txt',
  'null',
  `${'ö'.repeat(125)}.long`,
];

/** The fixed endpoints; what the window asks is under /api/, pages of links under /d/. */
const FIXED = Object.keys(REMOTE_ROUTES).filter((route) => !/ \/(api\/|d\/|\*|$)/.test(route));

describe.skipIf(!hasCurl)('the fixed endpoints, as programs have always called them', () => {
  let root: string;
  let server: Server;
  let token: string;
  let key: string;
  const called = new Set<string>();

  const curl = (method: string, path: string, ...more: string[]) => {
    called.add(`${method} ${path.replace(/\?.*/, '')}`);
    return server.curl(path, '--request', method, ...more);
  };
  const post = (path: string, body: object, as: string[] = bearer(token)) =>
    curl('POST', path, '--json', JSON.stringify(body), ...as);
  const get = (path: string, query: object, as: string[] = bearer(token)) =>
    curl(
      'GET',
      path,
      '--get',
      ...Object.entries(query).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]),
      ...as,
    );
  const filenames = async () => JSON.parse((await curl('GET', '/filenames', ...bearer(token))).text) as string[];

  beforeAll(async () => {
    root = await temporary();
    server = await new Server(join(root, 'home')).ready();
    key = await writeKey(root, 'Holiday');
    await mkdir(join(root, 'in'));
    expect(await curl('GET', '/healthcheck')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    const made = await post('/user/create', { ...credentials, email: 'ana@example.org' }, []);
    expect(made.status, made.text).toBe(201);
    token = String((await post('/user/login', credentials, [])).json['token']);
  });

  afterAll(async () => {
    await server.end('SIGKILL');
    await rm(root, { recursive: true, force: true });
  });

  test.each(NAMES)('%j goes in by its path, out by GET and by POST, and into the trash', async (name) => {
    const kept = name.normalize('NFC');
    const path = join(root, 'in', name);
    await writeFile(path, `content of ${name}`);
    const sent = await post('/upload', { filepath: path, keypath: key });
    expect(sent, sent.text).toMatchObject({ status: 200, json: { filename: kept, keypath: key } });
    expect(await filenames()).toContain(kept);
    const [byGet, byPost] = [join(root, 'by-get'), join(root, 'by-post')];
    for (const place of [byGet, byPost]) await mkdir(place, { recursive: true });
    expect(await get('/download', { filename: name, location: byGet, keypath: key })).toMatchObject({
      status: 200,
      json: { path: join(byGet, kept) },
    });
    expect(
      await post('/download', { filename: kept, location: `${byPost}/`, keypath: key }, bare(token)),
    ).toMatchObject({
      status: 200,
      json: { path: join(byPost, kept) },
    });
    for (const place of [byGet, byPost]) expect(await readFile(join(place, kept), 'utf8')).toBe(`content of ${name}`);
    const gone = await curl('DELETE', `/file?${new URLSearchParams({ filename: name }).toString()}`, ...bearer(token));
    expect(gone.status, gone.text).toBe(204);
    expect(await filenames()).not.toContain(kept);
  });

  test.each(NAMES)('%j goes in with a new key of its own, named after it', async (name) => {
    const [path, keys] = [join(root, 'in', name), join(root, 'keys')];
    await mkdir(keys, { recursive: true });
    await writeFile(path, 'x');
    const sent = await post('/upload', { filepath: path, keylocation: keys });
    expect(sent.status, sent.text).toBe(200);
    const keypath = String(sent.json['keypath']);
    expect((await stat(keypath)).mode & 0o777).toBe(0o600);
    expect(keypath.slice(keys.length + 1)).toMatch(/\.key\.json$/);
    const location = join(root, `out of ${NAMES.indexOf(name)}`);
    expect((await get('/download', { filename: name, location, keypath })).status).toBe(200);
    expect(await readFile(location, 'utf8')).toBe('x');
  });

  test('a form may name its file by a path of any system: what counts is the last part', async () => {
    await writeFile(join(root, 'cat.png'), 'a cat');
    for (const [told, kept] of [
      ['C:\\\\Users\\\\ana\\\\holiday cat.png', 'holiday cat.png'],
      ['/home/ana/home cat.png', 'home cat.png'],
      ['../../up cat.png', 'up cat.png'],
      ['кот ünï.png', 'кот ünï.png'],
      ['-cat.png', '-cat.png'],
    ] as const) {
      const form = ['--form', `file=@${join(root, 'cat.png')};filename="${told}"`, '--form-string', `keypath=${key}`];
      const sent = await curl('POST', '/upload', ...form, ...bearer(token));
      expect(sent, sent.text).toMatchObject({ status: 200, json: { filename: kept } });
      expect(await filenames()).toContain(kept);
    }
  });

  test.each([
    ['back\\slash.txt', 'invalid-path'],
    ['new\nline.txt', 'invalid-path'],
    ['escape\u001b[2J.txt', 'invalid-path'],
  ])('a file called %j cannot stand in a vault, and is told so', async (name, code) => {
    const path = join(root, 'in', name);
    await writeFile(path, 'x');
    const before = await filenames();
    expect(await post('/upload', { filepath: path, keypath: key })).toMatchObject({ status: 400, json: { code } });
    expect(await filenames()).toEqual(before);
  });

  test('names that are none, or lead out of a vault, are refused wherever a name is asked for', async () => {
    for (const filename of ['..', '../etc/passwd', 'a/../b', 'a\\b', 'a//b', 'x'.repeat(256), '\u0007']) {
      const query = { filename, location: join(root, 'stolen'), keypath: key };
      for (const answer of [
        await get('/download', query),
        await post('/download', query),
        await curl('DELETE', `/file?${new URLSearchParams({ filename }).toString()}`, ...bearer(token)),
      ])
        expect(answer, filename).toMatchObject({ status: 400, json: { code: 'invalid-path' } });
    }
    expect(await readdir(root)).not.toContain('stolen');
  });

  test('a scan before an upload tells what a file holds, whatever it is called', async () => {
    const path = join(root, 'in', `-it's "secret" ünï.txt`);
    await writeFile(path, 'password = "kV9#mQ2x!Lw8"\n');
    const { status, text } = await post('/upload/scan', { filepath: path });
    expect(status, text).toBe(200);
    const entries = JSON.parse(text) as { filename: string; error: string }[];
    expect(entries.length).toBeGreaterThan(0);
    expect(entries[0]).toMatchObject({ filename: path, error: expect.any(String), line: 1 });
    expect(text).not.toContain('kV9#mQ2x!Lw8');
  });

  test('the details of an account are what may be told of it, and nothing that opens it', async () => {
    const names = await filenames();
    const { status, json, text } = await curl('POST', '/user/details', ...bearer(token));
    expect(status, text).toBe(200);
    expect(json).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      username: 'ana',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      words: expect.stringMatching(/^([a-z]+(-[a-z]+)* ){5}[a-z-]+$/),
      files: names.length,
      bytes: expect.any(Number),
      trashed: NAMES.length,
    });
    // As an old program asks: with a name in the body, which changes nothing.
    expect((await post('/user/details', { username: 'ben' })).json).toEqual(json);
    expect(await curl('POST', '/user/details')).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
  });

  test('the log-out ends it, and every fixed endpoint was called', async () => {
    const other = String((await post('/user/login', credentials, [])).json['token']);
    expect((await curl('POST', '/user/logout', ...bearer(other))).status).toBe(204);
    expect((await curl('GET', '/filenames', ...bearer(other))).status).toBe(401);
    expect([...called, 'POST /shutdown'].toSorted()).toEqual(FIXED.toSorted());
  });

  test('/shutdown is for the one who started the server: no log-in, no token, no other computer', async () => {
    const env = { PATH: process.env['PATH'], LATCHKEY_PASSWORD: credentials.password };
    const home = server.home;
    const create = ['token', 'create', '--name', 'script', '--scope', 'read,write,share'];
    const script = spawnSync(process.execPath, [MAIN, '--home', home, ...create], { env, encoding: 'utf8' });
    const personal = script.stdout.trim();
    expect(personal, script.stderr).toMatch(/^latchkey_/);
    expect((await curl('GET', '/filenames', ...bearer(personal))).status).toBe(200);
    // As the README says: where it answers and its key out of running.json, the header out of a file.
    const { url, keyHash } = JSON.parse(await readFile(join(home, 'running.json'), 'utf8')) as Record<string, string>;
    await writeFile(join(root, 'header'), `Authorization: Bearer ${personal}\n`);
    const header = `@${join(root, 'header')}`;
    const asked = ['-sk', '--pinnedpubkey', `sha256//${keyHash}`, '--header', header, `${url}/filenames`];
    expect(JSON.parse(spawnSync('curl', asked, { encoding: 'utf8' }).stdout)).toEqual(await filenames());
    await server.end('SIGTERM');

    const open = await new Server(home, ['--host', '0.0.0.0']).ready();
    onTestFinished(async () => void (await open.end('SIGKILL')));
    open.url = `https://127.0.0.1:${open.client.port}`;
    const shutdown = (...more: string[]) => open.curl('/shutdown', '--request', 'POST', ...more);
    const logIn = String((await open.post('/user/login', credentials)).json['token']);
    const noLocal = { status: 403, json: { code: 'no-local-token' } };
    expect(await shutdown()).toMatchObject(noLocal);
    for (const given of [logIn, 'x'.repeat(43)]) {
      expect(await shutdown(...bearer(given))).toMatchObject(noLocal);
      expect(await shutdown(...bearer(given), '--header', `Latchkey-Local: ${given}`)).toMatchObject(noLocal);
    }
    expect(await shutdown(...bearer(personal))).toMatchObject({ status: 403, json: { code: 'out-of-scope' } });
    const visit = await new RunningFile(home).visit();
    const jar = join(root, 'jar');
    const code = JSON.stringify({ code: visit!.invitation.code });
    expect((await open.curl('/api/local', '--json', code, '--cookie-jar', jar)).status).toBe(204);
    const local = /__Host-latchkey-local\s+(\S+)/.exec(await readFile(jar, 'utf8'))![1]!;
    visit!.leave();
    const withLocal = ['--header', `Latchkey-Local: ${local}`];
    // A request that shows a token is the token's, whatever else it shows.
    expect(await shutdown(...bearer(personal), ...withLocal)).toMatchObject({ json: { code: 'out-of-scope' } });
    const address = networkAddress();
    if (address !== undefined) {
      open.url = `https://${address}:${open.client.port}`;
      for (const given of [bearer(logIn), bearer(personal), withLocal, [...withLocal, ...bearer(logIn)], []])
        expect(await shutdown(...given)).toMatchObject({ status: 403, json: { code: 'local-only' } });
      open.url = `https://127.0.0.1:${open.client.port}`;
    }
    expect((await open.curl('/healthcheck')).status).toBe(200);
    expect((await shutdown(...withLocal)).status).toBe(204);
    await new Promise((resolve) => (open.child.exitCode === null ? open.child.once('exit', resolve) : resolve(0)));
    expect({ code: open.child.exitCode, stderr: open.stderr }).toEqual({ code: 0, stderr: '' });
  });
});
