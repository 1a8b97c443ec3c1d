import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { deriveLinkKeys } from '../../keys/link.ts';
import { PasswordWork } from '../../keys/password.ts';
import { Client, filesBelow, pinnedCertificate, until } from '../http/test-server.ts';
import { RunningFile } from '../http/running.ts';
import { ended, LOOK_AGAIN_MS, PASSWORD, TestCli } from './test-cli.ts';

/** All that Node tells on stderr of what goes over its connections: Latchkey itself has no louder level than its errors. */
const LOUD = { NODE_DEBUG: 'http,https,net,tls,child_process,worker,stream' };
const [WRONG, NEXT, BENS] = ['a wrong password 71', 'seven quiet harbour boats', 'harbour violin meadow 17'];
const [PASSPHRASE, WRONG_PASSPHRASE] = ['juniper gate over the pond', 'juniper fence by the pond'];
const LINK_PASSWORD = 'three swans and a ferry';

/** As text and as bytes, in each way that a program writes bytes. */
function shapes(secret: string | Buffer): Buffer[] {
  if (typeof secret === 'string')
    return [secret, encodeURIComponent(secret), b64(secret)].map((text) => Buffer.from(text));
  const texts = (['base64', 'base64url', 'hex'] as const).map((way) =>
    Buffer.from(secret.toString(way).replace(/=+$/, '')),
  );
  return [secret, ...texts];
}
const b64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');

/** The arguments of a process and of all below it. */
async function argumentsOf(pid: number): Promise<string> {
  const own = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const children = tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => ''));
  const pids = (await Promise.all(children)).join(' ').split(/\s+/).filter(Boolean).map(Number);
  return [own, ...(await Promise.all(pids.map(argumentsOf)))].join('\n');
}

test('no secret is written: to a log, a state, the bucket, an answer that did not ask for it, or a list of arguments', async () => {
  const cli = await TestCli.make();
  const secrets = new Map<string, string | Buffer>(
    Object.entries({ PASSWORD, WRONG, NEXT, BENS, PASSPHRASE, WRONG_PASSPHRASE, LINK_PASSWORD }),
  );
  const written: string[] = [];
  /** @param answer which secret the command prints, as its answer */
  const run = async (args: string[], world: Parameters<typeof cli.run>[1] = {}, answer = /$^/) => {
    const { code, stdout, stderr } = await cli.run(args, world);
    written.push(stdout.replace(answer, ''), stderr);
    return { code, stdout, stderr };
  };
  const done = async (...call: Parameters<typeof run>) => {
    const result = await run(...call);
    expect(result.code, result.stderr).toBe(0);
    return result.stdout;
  };

  await done(['init', '--bucket', cli.bucket, '--user', 'Ann']);
  await done(['user', 'add', 'Ben'], { password: BENS });
  await done(['key', 'new', 'plain.key.json']);
  await done(['key', 'new', 'locked.key.json', '--protect'], { passphrase: PASSPHRASE });
  const { key, iv } = JSON.parse(await readFile(cli.path('plain.key.json'), 'utf8')) as { key: string; iv: string };
  secrets.set('key', Buffer.from(key, 'base64')).set('iv', Buffer.from(iv, 'base64'));
  await cli.write('a.txt', 'the fjord');
  const loud = cli.start(['put', 'a.txt', '--key', 'locked.key.json'], {
    env: { ...LOUD, LATCHKEY_PASSPHRASE: PASSPHRASE },
  });
  const told = ended(loud);
  let seen = '';
  while (loud.exitCode === null) {
    seen += await argumentsOf(loud.pid!);
    await pause(LOOK_AGAIN_MS);
  }
  const put = await told;
  expect(put.code, put.stderr).toBe(0);
  expect(seen).toContain('locked.key.json');
  written.push(seen, put.stdout, put.stderr);
  const locked = { passphrase: PASSPHRASE };
  expect((await run(['put', 'a.txt', '--key', 'locked.key.json'], { passphrase: WRONG_PASSPHRASE })).code).not.toBe(0);
  expect((await run(['ls'], { password: WRONG })).code).not.toBe(0);
  await done(['share', 'a.txt', '--with', 'Ben', '--key', 'locked.key.json'], locked);
  const linking = ['link', 'a.txt', '--key', 'locked.key.json', '--password', '--host', 'https://files.example'];
  const protectedLink = await done(linking, { ...locked, linkPassword: LINK_PASSWORD }, /#.+/);
  secrets.set('SECRET under a password', Buffer.from(protectedLink.trim().split('#')[1]!, 'base64url'));

  const creating = ['token', 'create', '--name', 'nightly', '--scope', 'read,write,share'];
  const [personal, revoked] = [await done(creating, {}, /.+/), await done(creating, {}, /.+/)].map((text) =>
    text.trim(),
  );
  for (const [name, text] of Object.entries({ token: personal!, 'revoked token': revoked! }))
    secrets.set(name, text).set(`secret of the ${name}`, Buffer.from(text.slice(-43), 'base64url'));

  const child = cli.start(['serve', '--json'], { env: LOUD });
  const served = ended(child);
  onTestFinished(() => void child.kill());
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  const { port, fingerprint } = JSON.parse(line) as { port: number; fingerprint: string };
  const client = new Client(port, await pinnedCertificate(port, fingerprint));
  const visit = await new RunningFile(cli.home).visit();
  const { code } = visit!.invitation;
  secrets.set('code', code);
  const entered = await client.call('POST', '/api/local', { json: { code } });
  const local = /latchkey-local=([^;]+)/.exec(String(entered.headers['set-cookie']))?.[1] ?? '';
  secrets.set('local token', Buffer.from(local, 'base64url'));
  const logIn = (username: string, password: string) =>
    client.call('POST', '/user/login', { json: { username, password } });
  /** Answers that are no secret themselves. */
  const call = async (method: string, path: string, token?: string, json?: unknown) => {
    const answer = await client.call(method, path, {
      token,
      headers: { 'latchkey-local': local },
      ...(json !== undefined && { json }),
    });
    written.push(answer.text, JSON.stringify(answer.headers));
    return answer;
  };
  const ann = (await logIn('ann', PASSWORD)).json['token'] as string;
  const ben = (await logIn('ben', BENS)).json['token'] as string;
  secrets.set('log-in of Ann', ann).set('log-in of Ben', ben);
  for (const user of ['ann', 'nobody']) written.push((await logIn(user, WRONG)).text);
  await done(['token', 'revoke', revoked!.split('_')[1]!]);
  expect((await call('GET', '/filenames', personal)).status).toBe(200);
  for (const wrongToken of [revoked!, `${personal!.slice(0, -43)}${'A'.repeat(43)}`])
    expect((await call('GET', '/filenames', wrongToken)).status).toBe(401);
  expect((await call('POST', '/shutdown', personal)).status).toBe(403);
  const another = { name: 'another', scope: ['read'], password: PASSWORD };
  const anotherMade = await client.call('POST', '/api/tokens', {
    token: ann,
    headers: { 'latchkey-local': local },
    json: another,
  });
  secrets.set('token of the window', String(anotherMade.json['token']));
  expect((await call('POST', '/api/tokens', ann, { ...another, password: WRONG })).status).toBe(422);
  await done(['tokens']);
  const file = (await readFile(cli.path('locked.key.json'))).toString('base64');
  const files = [{ path: 'b.txt', size: 9, modified: 0 }];
  const wrong = { files, key: { file, passphrase: WRONG_PASSPHRASE } };
  expect((await call('POST', '/api/uploads', ann, wrong)).status).toBeGreaterThan(399);
  const begun = await call('POST', '/api/uploads', ann, { files, key: { file, passphrase: PASSPHRASE } });
  expect(begun.status, begun.text).toBe(202);
  const headers = { 'latchkey-local': local, 'content-type': 'application/octet-stream' };
  const sent = await client.call('PUT', `/api/uploads/${String(begun.json['id'])}/files/0`, {
    token: ann,
    body: 'the ferry',
    headers,
  });
  expect(sent.status, sent.text).toBe(204);
  await cli.write('c.txt', 'the tunnel');
  const body = { filepath: cli.path('c.txt'), keypath: cli.path('plain.key.json') };
  expect((await call('POST', '/upload', ann, body)).status).toBeLessThan(300);
  const asked = {
    filename: 'b.txt',
    location: cli.path('out'),
    keypath: cli.path('locked.key.json'),
    passphrase: PASSPHRASE,
  };
  expect((await call('POST', '/download', ann, asked)).status).toBe(200);
  const choice = { paths: ['c.txt'], key: { path: cli.path('plain.key.json') }, downloads: 1, lasts: 3_600_000 };
  const { json: link } = await client.call('POST', '/api/links', {
    token: ann,
    headers: { 'latchkey-local': local },
    json: choice,
  });
  const secret = String(link['address']).split('#')[1]!;
  const { proof } = await deriveLinkKeys(secret, null, '', new PasswordWork());
  const claim = randomBytes(32);
  secrets.set('SECRET', Buffer.from(secret, 'base64url')).set('proof', proof).set('claim', claim);
  const json = { proof: proof.toString('base64'), token: claim.toString('base64') };
  expect(
    (await call('POST', `/d/${String(link['id'])}/claim`, undefined, { ...json, proof: b64('x'.repeat(32)) + '=' }))
      .status,
  ).toBe(403);
  expect((await call('POST', `/d/${String(link['id'])}/claim`, undefined, json)).status).toBe(200);
  expect((await call('POST', '/api/account/password', ann, { current: WRONG, next: NEXT })).status).toBe(422);
  expect((await call('POST', '/api/account/password', ann, { current: PASSWORD, next: NEXT })).status).toBe(204);
  const log = await until('the log tells of it', async () => {
    const { text } = await call('GET', '/api/activity', ann);
    return text.includes('password') ? text : undefined;
  });
  written.push(log, (await call('GET', '/api/activity.csv', ann)).text, (await call('GET', '/api/state', ann)).text);
  for (const room of ['keys', 'links', 'tokens', 'sessions', 'uploads', 'downloads', 'people'])
    await call('GET', `/api/${room}`, ann);

  // While it runs: running.json and what SQLite keeps beside its file are there as well.
  const own = new Set([cli.path('plain.key.json')]);
  const found = async () => (await filesBelow(cli.folder)).filter(({ path }) => !own.has(path));
  const running = await found();
  expect(running.map(({ path }) => path)).toContain(join(cli.home, 'running.json'));
  written.push(await argumentsOf(child.pid!));
  visit!.leave();
  client.close();
  child.kill('SIGTERM');
  const { stdout, stderr } = await served;
  written.push(stdout, stderr);
  const all = [
    ...running,
    ...(await found()),
    ...written.map((text, n) => ({ path: `output ${n}`, bytes: Buffer.from(text) })),
  ];
  // What it looks for is found where it is: the claim lies there as its hash.
  const hashed = shapes(createHash('sha256').update(claim).digest());
  expect(all.some(({ bytes }) => hashed.some((shape) => bytes.includes(shape)))).toBe(true);
  const leaks = [...secrets].flatMap(([name, value]) =>
    all
      .filter(({ bytes }) => shapes(value).some((shape) => bytes.includes(shape)))
      .map(({ path }) => `${name} in ${path}`),
  );
  expect(leaks).toEqual([]);
});
