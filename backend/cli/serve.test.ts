import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MIN_COST, PasswordWork } from '../../keys/password.ts';
import { openBucket } from '../buckets/address.ts';
import { networkAddress } from '../http/test-network.ts';
import { Client, filesBelow, MULTIPART, multipart, partHead, PATTERN, until } from '../http/test-server.ts';
import { Home } from '../state/home.ts';
import { createAccount } from '../vault/account.ts';
import { makeOrJoinVault } from '../vault/vault.ts';
import { bare, bearer, hasCurl, Server, temporary, writeKey } from './test-serve.ts';

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((at) => at?.address === '::1');
const credentials = { username: 'ana', password: 'correct horse' };

describe.skipIf(!hasCurl)('latchkey serve, as curl calls it', () => {
  let root: string;
  let server: Server;
  let token: string;
  let key: string;

  beforeAll(async () => {
    root = await temporary();
    server = await new Server(join(root, 'home')).ready();
    key = await writeKey(root, 'Holiday');
    await writeFile(join(root, 'cat.png'), 'a cat');
  });

  afterAll(async () => {
    await server.end('SIGKILL');
    await rm(root, { recursive: true, force: true });
  });

  test('the first line says where it is, and nothing more', () => {
    const first = JSON.parse(server.lines[0]!) as Record<string, unknown>;
    expect(Object.keys(first)).toEqual(['url', 'port', 'fingerprint', 'pid']);
    expect(first).toEqual({
      url: `https://127.0.0.1:${String(first['port'])}`,
      port: expect.any(Number),
      fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      pid: server.child.pid,
    });
  });

  test('health wants no token; a pin of another key does not connect', async () => {
    expect(await server.curl('/healthcheck')).toMatchObject({ status: 200, json: { status: 'ok' } });
    const other = `sha256//${Buffer.alloc(32).toString('base64')}`;
    const { status } = spawnSync('curl', ['-sk', '--pinnedpubkey', other, `${server.url}/healthcheck`]);
    expect(status).toBe(90);
  });

  test('an account is made without a token, and with it the vault; its name is taken then', async () => {
    expect(await server.post('/user/login', credentials)).toMatchObject({ status: 404, json: { code: 'no-vault' } });
    const made = await server.post('/user/create', { ...credentials, email: 'ana@example.org' });
    expect(made).toMatchObject({ status: 201, json: { id: expect.stringMatching(/^[0-9a-f]{32}$/) } });
    expect(Object.keys(made.json)).toEqual(['id']);
    expect(await server.post('/user/create', credentials)).toMatchObject({ status: 409, json: { code: 'exists' } });
    expect(await readdir(join(root, 'home', 'vault'))).toContain('vault.json');
  });

  test('a log-in gives a token; a wrong one says the same as an unknown name', async () => {
    const wrong = await server.post('/user/login', { ...credentials, password: 'wrong' });
    const unknown = await server.post('/user/login', { ...credentials, username: 'ben' });
    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject({ status: 401, json: { code: 'wrong-password' } });
    const { status, json } = await server.post('/user/login', credentials);
    expect({ status, keys: Object.keys(json) }).toEqual({ status: 200, keys: ['token'] });
    token = String(json['token']);
    for (const header of [bearer(token), bare(token)]) {
      expect(await server.curl('/filenames', ...header)).toMatchObject({ status: 200, text: '[]' });
    }
  });

  test('a file goes in by its path with an existing key, and relative paths count from where the server stands', async () => {
    for (const [filepath, keypath] of [
      [join(root, 'cat.png'), key],
      ['cat.png', 'Holiday.key.json'],
    ]) {
      const { status, json } = await server.post('/upload', { filepath, keypath }, ...bearer(token));
      expect({ status, json }).toEqual({
        status: 200,
        json: { id: expect.stringMatching(/^[0-9a-f]{32}$/), filename: 'cat.png', keypath: key },
      });
    }
    expect((await server.curl('/filenames', ...bearer(token))).text).toBe('["cat.png"]');
  });

  test('a new key file is written where keylocation says, protected where a passphrase is given, never over one', async () => {
    await writeFile(join(root, 'dog.png'), 'a dog');
    await mkdir(join(root, 'keys'));
    const body = { filepath: 'dog.png', keylocation: 'keys', passphrase: 'open sesame' };
    const { status, json } = await server.post('/upload', body, ...bearer(token));
    const keypath = join(root, 'keys', 'dog.png.key.json');
    expect({ status, keypath: json['keypath'] }).toEqual({ status: 200, keypath });
    expect((await stat(keypath)).mode & 0o777).toBe(0o600);
    const text = await readFile(keypath, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ protected: { kdf: 'scrypt' } });
    expect(await server.post('/upload', body, ...bearer(token))).toMatchObject({
      status: 409,
      json: { code: 'exists' },
    });
    expect(await readFile(keypath, 'utf8')).toBe(text);

    const ask = (passphrase: string | undefined) =>
      server.post(
        '/download',
        { filename: 'dog.png', location: `dog-${passphrase}`, keypath, passphrase },
        ...bearer(token),
      );
    expect(await ask(undefined)).toMatchObject({ status: 400, json: { code: 'no-passphrase' } });
    const wrong = await ask('wrong');
    expect(wrong).toMatchObject({ status: 422, json: { code: 'wrong-password' } });
    expect(wrong.text).not.toContain('open sesame');
    expect(await ask('open sesame')).toMatchObject({ status: 200, json: { path: join(root, 'dog-open sesame') } });
    expect(await readFile(join(root, 'dog-open sesame'), 'utf8')).toBe('a dog');
  });

  test.each([
    [{ filepath: 'cat.png' }, 400, 'no-key'],
    [{ filepath: 'cat.png', keypath: 'Holiday.key.json', keylocation: 'x' }, 400, 'invalid-request'],
    [{ keypath: 'Holiday.key.json' }, 400, 'invalid-request'],
    [{ filepath: 'nowhere.png', keypath: 'Holiday.key.json' }, 404, 'not-found'],
    [{ filepath: '.', keypath: 'Holiday.key.json' }, 404, 'not-found'],
    [{ filepath: '/dev/zero', keypath: 'Holiday.key.json' }, 404, 'not-found'],
    [{ filepath: 'cat.png', keypath: 'nowhere.json' }, 404, 'not-found'],
    [{ filepath: 'cat.png', keypath: 'cat.png' }, 422, 'damaged-key-file'],
    [{ filepath: 'cat.png', keypath: '/dev/zero' }, 422, 'damaged-key-file'],
    [{ filepath: 'cat.png', keylocation: 'nowhere/at/all.json' }, 404, 'not-found'],
    [{ filepath: 'nowhere.png', keylocation: 'unused.json' }, 404, 'not-found'],
    [{ filepath: 'a\0b', keypath: 'Holiday.key.json' }, 404, 'not-found'],
  ])('an upload of %j is refused', async (body, status, code) => {
    const before = await readdir(root);
    expect(await server.post('/upload', body, ...bearer(token))).toMatchObject({
      status,
      json: { code, message: expect.any(String) },
    });
    expect(await readdir(root)).toEqual(before);
  });

  test('multipart by curl, its parts in every order', async () => {
    const parts = { file: 'file=@cat.png;filename=form.png', keyfile: 'keyfile=@Holiday.key.json' };
    const forms = [
      [parts.file, parts.keyfile],
      [parts.keyfile, parts.file],
      [parts.file, 'keypath=Holiday.key.json'],
      ['keypath=Holiday.key.json', parts.file],
      [parts.file, 'keylocation=form-1.json', 'passphrase=open sesame'],
      ['passphrase=open sesame', parts.file, 'keylocation=form-2.json'],
      ['keylocation=form-3.json', 'passphrase=open sesame', parts.file],
    ];
    for (const [index, form] of forms.entries()) {
      const argv = form.flatMap((part) => [
        '--form',
        part.replace('@', `@${root}/`).replace('form.png', `form-${index}.png`),
      ]);
      const { status, json, text } = await server.curl('/upload', ...bearer(token), ...argv);
      expect(status, text).toBe(200);
      const location = /keylocation=(.*)/.exec(form.find((part) => part.startsWith('keylocation')) ?? '')?.[1];
      const keypath = form.includes(parts.keyfile) ? null : location === undefined ? key : join(root, location);
      expect(json).toEqual({ id: expect.any(String), filename: `form-${index}.png`, keypath });
      const query = new URLSearchParams({
        filename: `form-${index}.png`,
        location: `out-${index}`,
        keypath: keypath ?? key,
        passphrase: 'open sesame',
      });
      expect(await server.curl(`/download?${query.toString()}`, ...bearer(token))).toMatchObject({
        status: 200,
        json: { path: join(root, `out-${index}`) },
      });
      expect(await readFile(join(root, `out-${index}`), 'utf8')).toBe('a cat');
    }
    const none = await server.curl('/upload', ...bearer(token), '--form', `file=@${root}/cat.png`);
    expect(none).toMatchObject({ status: 400, json: { code: 'no-key' } });
    expect(await readdir(join(root, 'home', 'tmp'))).toEqual([]);
  });

  test('a download goes into a folder or to a name, never over a file, by GET and by POST', async () => {
    await mkdir(join(root, 'out'));
    const ask = { filename: 'cat.png', location: 'out', keypath: key };
    const target = join(root, 'out', 'cat.png');
    expect(await server.curl(`/download?${new URLSearchParams(ask).toString()}`, ...bearer(token))).toMatchObject({
      status: 200,
      json: { path: target },
    });
    expect(await readFile(target, 'utf8')).toBe('a cat');
    await writeFile(target, 'mine');
    expect(await server.post('/download', ask, ...bearer(token))).toMatchObject({
      status: 409,
      json: { code: 'exists' },
    });
    expect(await server.post('/download', { ...ask, location: 'out/cat.png' }, ...bearer(token))).toMatchObject({
      status: 409,
    });
    expect(await readFile(target, 'utf8')).toBe('mine');
    expect(await server.post('/download', { ...ask, location: 'new/folder/' }, ...bearer(token))).toMatchObject({
      status: 200,
      json: { path: join(root, 'new', 'folder', 'cat.png') },
    });
    expect(await server.post('/download', { ...ask, filename: 'nowhere' }, ...bearer(token))).toMatchObject({
      status: 404,
      json: { code: 'not-found' },
    });
  });

  test('a wrong key is told with both keys, and nothing is written', async () => {
    const other = await writeKey(root, 'Other');
    const { status, json } = await server.post(
      '/download',
      { filename: 'cat.png', location: 'wrong', keypath: other },
      ...bearer(token),
    );
    expect({ status, code: json['code'] }).toEqual({ status: 422, code: 'wrong-key' });
    const print = async (path: string) => {
      const { id } = JSON.parse(await readFile(path, 'utf8')) as { id: string };
      return `${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase();
    };
    expect(json['message']).toContain(await print(key));
    expect(json['message']).toContain(`"Other" ${await print(other)}`);
    expect(await readdir(root)).not.toContain('wrong');
  });

  test('a file goes into the trash, and once', async () => {
    expect(await server.curl('/file?filename=form-0.png', '-X', 'DELETE', ...bearer(token))).toEqual({
      status: 204,
      text: '',
      json: {},
    });
    expect((await server.curl('/filenames', ...bearer(token))).text).not.toContain('form-0.png');
    expect(await server.curl('/file?filename=form-0.png', '-X', 'DELETE', ...bearer(token))).toMatchObject({
      status: 404,
      json: { code: 'not-found' },
    });
    expect(await server.curl('/file', '-X', 'DELETE', ...bearer(token))).toMatchObject({
      status: 400,
      json: { code: 'invalid-request' },
    });
  });

  const endpoints: [string, ...string[]][] = [
    ['/healthcheck'],
    ['/user/create', '--json', '{"username":"eve","password":"x"}'],
    ['/user/login', '--json', JSON.stringify(credentials)],
    ['/user/logout', '-X', 'POST'],
    ['/filenames'],
    ['/upload', '--json', '{"filepath":"cat.png","keypath":"Holiday.key.json"}'],
    ['/upload', '--form', 'file=x;filename=x', '--form', 'keypath=Holiday.key.json'],
    ['/download?filename=cat.png&location=stolen&keypath=Holiday.key.json'],
    ['/download', '--json', '{"filename":"cat.png","location":"stolen","keypath":"Holiday.key.json"}'],
    ['/file?filename=cat.png', '-X', 'DELETE'],
    ['/api/files'],
    ['/api/openapi.json'],
    ['/api/events'],
    ['/shutdown', '-X', 'POST'],
  ];

  test.each(endpoints)('%s is refused to a foreign Host and a foreign Origin', async (path, ...more) => {
    for (const host of ['evil.example', `evil.example:${server.client.port}`]) {
      expect(await server.curl(path, ...more, ...bearer(token), '--header', `Host: ${host}`)).toMatchObject({
        status: 403,
        json: { code: 'foreign-host' },
      });
    }
    for (const origin of ['https://evil.example', 'null', 'https://127.0.0.1:1']) {
      expect(await server.curl(path, ...more, ...bearer(token), '--header', `Origin: ${origin}`)).toMatchObject({
        status: 403,
        json: { code: 'foreign-origin' },
      });
    }
    expect(await readdir(root)).not.toContain('stolen');
  });

  test.each(endpoints.slice(3, 10))('%s is refused without a token', async (path, ...more) => {
    for (const header of [
      [],
      bearer('x'.repeat(43)),
      ['--header', `Authorization: Basic ${token}`],
      ['--cookie', `__Host-latchkey-session=${token}`, '--header', `Origin: ${server.url}`],
    ]) {
      expect(await server.curl(path, ...more, ...header)).toMatchObject({
        status: 401,
        json: { code: 'unauthorized' },
      });
    }
    expect(await readdir(root)).not.toContain('stolen');
    expect((await server.curl('/filenames', ...bearer(token))).text).toContain('"cat.png"');
  });

  test.each([['/api/files'], ['/api/sessions'], ['/api/events'], ['/shutdown', '-X', 'POST']])(
    '%s wants the local token, which a log-in is not',
    async (path, ...more) => {
      for (const header of [[], bearer(token), [...bearer(token), '--header', `Latchkey-Local: ${token}`]]) {
        expect(await server.curl(path, ...more, ...header)).toMatchObject({
          status: 403,
          json: { code: 'no-local-token' },
        });
      }
      expect((await server.curl('/healthcheck')).status).toBe(200);
    },
  );

  test('a log-out ends the token, and no other', async () => {
    const other = String((await server.post('/user/login', credentials)).json['token']);
    expect(await server.curl('/user/logout', '-X', 'POST', ...bare(other))).toEqual({
      status: 204,
      text: '',
      json: {},
    });
    expect((await server.curl('/filenames', ...bearer(other))).status).toBe(401);
    expect((await server.curl('/filenames', ...bearer(token))).status).toBe(200);
  });

  test.runIf(hasIpv6)('it answers on the other loopback address as well', async () => {
    const other = new Server(join(root, 'other'), ['--host', '::1']);
    onTestFinished(async () => void (await other.end('SIGKILL')));
    await other.ready('::1');
    expect(other.url).toBe(`https://[::1]:${other.client.port}`);
    expect(await other.curl('/healthcheck')).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await other.curl('/healthcheck', '--header', `Origin: ${other.url}`)).toMatchObject({ status: 200 });
    const host = `Host: 127.0.0.1:${other.client.port}`;
    expect(await other.curl('/healthcheck', '--header', host)).toMatchObject({
      status: 403,
      json: { code: 'foreign-host' },
    });
    expect(await other.end('SIGINT')).toBe(0);
    expect(other.stderr).toBe('');
  });

  test('a second server on the same port says so and ends', async () => {
    const second = new Server(join(root, 'second'), ['--port', String(server.client.port)]);
    await once(second.child, 'close');
    expect(second.child.exitCode).not.toBe(0);
    expect(second.stderr).toMatch(/^latchkey: usage: Port \d+ cannot be used on 127.0.0.1: it is taken[.]\n$/);
  });

  test.each(['0.0.0.0', '127.0.0.1.example.org'])(
    'without a vault it does not serve other computers at %s',
    async (host) => {
      const second = new Server(join(root, 'second'), ['--host', host]);
      await once(second.child, 'close');
      expect(second.child.exitCode).not.toBe(0);
      expect(second.stderr).toMatch(/^latchkey: usage: /);
    },
  );

  test.skipIf(networkAddress() === undefined)(
    'other computers are served once there is a vault, under the names that were given',
    async () => {
      const home = join(root, 'shared');
      const bucket = join(root, 'shared-vault');
      const vault = await makeOrJoinVault(openBucket(bucket, { create: true }));
      await createAccount({ vault, work: new PasswordWork(), cost: MIN_COST }, 'ana', credentials.password);
      await new Home(home).remember({ bucket, vault: vault.id, user: 'ana', accounts: {} });
      const shared = await new Server(home, ['--host', '0.0.0.0', '--name', 'photos.example']).ready();
      const { port, ca } = shared.client;
      const far = new Client(port, ca, networkAddress());
      const called = { headers: { host: `photos.example:${port}` } };
      expect((await far.call('GET', '/healthcheck', called)).status).toBe(200);
      expect((await far.call('POST', '/user/login', { json: credentials })).json).toHaveProperty('token');
      expect((await far.call('POST', '/user/create', { json: credentials })).json).toMatchObject({
        code: 'local-only',
      });
      far.close();
      expect(await shared.end('SIGINT')).toBe(0);
      expect(shared.stderr).toBe('');
    },
  );

  test('SIGTERM ends it with nothing left over and nothing said', async () => {
    const { length } = filler;
    const head = partHead({ name: 'file', filename: 'term.bin' });
    const socket = await server.client.socket();
    socket.on('error', () => undefined);
    socket.write(uploadHead(server, token, head.length + length + 100));
    socket.write(head + filler);
    await half(server);
    expect(await server.end('SIGTERM')).toBe(0);
    socket.destroy();
    expect(await readdir(join(root, 'home', 'tmp'))).toEqual([]);
    expect(server.lines).toHaveLength(1);
    expect(server.stderr).toBe('');
    await expect(server.client.call('GET', '/healthcheck')).rejects.toThrow('ECONNREFUSED');
  });
});

const filler = PATTERN.repeat(Math.ceil((4 * 1024 * 1024) / PATTERN.length));

function uploadHead(server: Server, token: string, length: number): string {
  return `POST /upload HTTP/1.1\r\nHost: 127.0.0.1:${server.client.port}\r\nAuthorization: ${token}\r\nContent-Type: ${MULTIPART}\r\nContent-Length: ${length}\r\n\r\n`;
}

const bytesBelow = async (folder: string) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
};

/** Resolves when half of what was sent lies in the temporary folder. */
const half = (server: Server) =>
  until('half of it on the disk', async () =>
    (await bytesBelow(join(server.home, 'tmp'))) >= 2 * 1024 * 1024 ? true : undefined,
  );

describe('latchkey serve, killed in the middle', () => {
  const LARGE = 256 * 1024 * 1024;

  async function setUp() {
    const root = await temporary();
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const start = async () => {
      const server = await new Server(join(root, 'home')).ready();
      onTestFinished(async () => void (await server.end('SIGKILL')));
      return server;
    };
    const logIn = async ({ client }: Server) =>
      String((await client.call('POST', '/user/login', { json: credentials })).json['token']);
    const server = await start();
    await server.client.call('POST', '/user/create', { json: credentials });
    const key = await writeKey(root, 'Holiday');
    return { root, server, token: await logIn(server), key, start, logIn };
  }

  async function large(root: string): Promise<string> {
    const path = join(root, 'large.bin');
    const handle = await open(path, 'w');
    const piece = Buffer.alloc(16 * 1024 * 1024, PATTERN);
    for (let written = 0; written < LARGE; written += piece.length) await handle.writeFile(piece);
    await handle.close();
    return path;
  }

  async function expectNoPlaintext(home: string): Promise<void> {
    for (const { path, bytes } of await filesBelow(home)) expect(bytes.includes('PLAINTEXT-PATTERN'), path).toBe(false);
  }

  test('a multipart upload leaves nothing to see and nothing to read; the next start removes its rest', async () => {
    const { root, server, token, start, logIn, key } = await setUp();
    const head = partHead({ name: 'file', filename: 'half.bin' });
    const tail = `${filler}\r\n${multipart([{ name: 'keypath', content: key }]).toString()}`;
    const socket = await server.client.socket();
    socket.on('error', () => undefined);
    socket.write(uploadHead(server, token, head.length + filler.length + tail.length) + head + filler);
    await half(server);
    await server.end('SIGKILL');
    socket.destroy();
    const tmp = join(root, 'home', 'tmp');
    expect(await readdir(tmp)).toHaveLength(1);
    await expectNoPlaintext(server.home);

    const next = await start();
    expect(await readdir(tmp)).toEqual([]);
    expect((await next.client.call('GET', '/filenames', { token: await logIn(next) })).text).toBe('[]');
    expect(next.stderr).toBe('');
  });

  test('an upload by its path leaves nothing to see and nothing to read', async () => {
    const { root, server, token, key, start, logIn } = await setUp();
    const filepath = await large(root);
    const before = await bytesBelow(join(server.home, 'vault'));
    const answered = server.client
      .call('POST', '/upload', { token, json: { filepath, keypath: key } })
      .catch((error: unknown) => error);
    await until('a part of it in the vault', async () =>
      (await bytesBelow(join(server.home, 'vault'))) > before + 1024 * 1024 ? true : undefined,
    );
    await server.end('SIGKILL');
    expect(await answered).toBeInstanceOf(Error);
    await expectNoPlaintext(server.home);

    const next = await start();
    const again = await logIn(next);
    expect((await next.client.call('GET', '/filenames', { token: again })).text).toBe('[]');
    await writeFile(filepath, 'small now');
    expect((await next.client.call('POST', '/upload', { token: again, json: { filepath, keypath: key } })).status).toBe(
      200,
    );
    expect((await next.client.call('GET', '/filenames', { token: again })).text).toBe('["large.bin"]');
  });

  test('a download leaves no visible file, and works when it is asked for again', async () => {
    const { root, server, token, key, start, logIn } = await setUp();
    const json = { filepath: await large(root), keypath: key };
    expect((await server.client.call('POST', '/upload', { token, json })).status).toBe(200);
    const target = join(root, 'target');
    await mkdir(target);
    const ask = { filename: 'large.bin', location: target, keypath: key };
    const answered = server.client.call('POST', '/download', { token, json: ask }).catch((error: unknown) => error);
    await until('a part of it here', async () => ((await bytesBelow(target)) > 1024 * 1024 ? true : undefined));
    await server.end('SIGKILL');
    expect(await answered).toBeInstanceOf(Error);
    expect((await readdir(target)).filter((name) => !name.startsWith('.'))).toEqual([]);
    await expectNoPlaintext(server.home);

    const next = await start();
    const again = await next.client.call('POST', '/download', { token: await logIn(next), json: ask });
    expect(again).toMatchObject({ status: 200, json: { path: join(target, 'large.bin') } });
    expect((await stat(join(target, 'large.bin'))).size).toBe(LARGE);
  });
});
