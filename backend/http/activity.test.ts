import { expect, test } from 'vitest';
import { formatKeyFile, newKeyFile } from '../../keys/key-file.ts';
import { activityCsv } from '../transfers/activity-csv.ts';
import { listen } from './test-events.ts';
import { networkAddress } from './test-network.ts';
import { filesBelow, MULTIPART, multipart, serverOfFile, startTestServer, until } from './test-server.ts';

let time = Date.UTC(2026, 10, 1);
const server = await serverOfFile({ names: [], now: () => new Date((time += 1)) });
const ana = await server.account('ana');
const ben = await server.account('ben');
const key = newKeyFile('far', new Date(0));

interface Shown {
  kind: string;
  outcome: string;
  detail: string;
  device: string;
  address: string;
  session: string;
  at: string;
}

async function activities(token: string, query = ''): Promise<Shown[]> {
  const { json, text } = await server.api('GET', `/api/activity${query}`, token);
  expect(json['activities'], text).toBeDefined();
  return json['activities'] as Shown[];
}

async function upload(token: string, name: string): Promise<void> {
  const body = multipart([
    { name: 'file', content: `content of ${name}`, filename: name },
    { name: 'keyfile', content: formatKeyFile(key), filename: 'far.key.json' },
  ]);
  const headers = { 'content-type': MULTIPART };
  expect((await server.call('POST', '/upload', { token, body, headers })).status).toBe(200);
}

test('what an account does is written down for it alone, and its names are nowhere on the disk', async () => {
  await upload(ana, 'Secret holiday.jpg');
  await server.api('POST', '/api/files/move', ana, { moves: [{ from: 'Secret holiday.jpg', to: 'Album/Beach.jpg' }] });
  await server.api('POST', '/api/files/trash', ana, { paths: ['Album/Beach.jpg'] });
  await server.api('POST', '/api/files/trash', ana, { paths: ['Album/Beach.jpg'] });
  await server.call('POST', '/user/login', { json: { username: 'ana', password: 'wrong' } });
  const own = await activities(ana);
  expect(own.map(({ kind, outcome, detail }) => [kind, outcome, detail])).toEqual([
    ['log-in', 'wrong-password', ''],
    ['trash', 'not-found', 'Album/Beach.jpg'],
    ['trash', 'done', 'Album/Beach.jpg'],
    ['move', 'done', 'Secret holiday.jpg → Album/Beach.jpg'],
    ['upload', 'done', 'Secret holiday.jpg'],
    ['log-in', 'done', ''],
  ]);
  expect((await activities(ben)).map(({ kind }) => kind)).toEqual(['log-in']);
  for (const { path, bytes } of await filesBelow(server.home))
    for (const name of ['Secret holiday', 'Beach.jpg']) expect(bytes.includes(name), path).toBe(false);
});

test('it is found by kind, by log-in, by time and by words', async () => {
  const [last] = await activities(ana);
  const [move] = await activities(ana, '?kind=move');
  expect(move).toMatchObject({ kind: 'move', address: '127.0.0.1' });
  expect((await activities(ana, '?text=BEACH')).map(({ kind }) => kind)).toEqual(['trash', 'trash', 'move']);
  expect(await activities(ana, `?since=${last!.at}`)).toEqual([last]);
  expect((await activities(ana, `?until=${move!.at}`)).map(({ kind }) => kind)).toEqual(['move', 'upload', 'log-in']);
  expect((await activities(ana, `?session=${move!.session}`)).every(({ session }) => session === move!.session)).toBe(
    true,
  );
  expect(await server.api('GET', '/api/activity?since=soon', ana)).toMatchObject({ status: 400 });
});

test('under a name that is not known here nothing of it is kept: it could be a password', async () => {
  await server.call('POST', '/user/login', { json: { username: 'hunter2-typed-as-name', password: 'hunter2' } });
  await until('the row', async () => ((await activities(ana)).length > 0 ? true : undefined));
  for (const { bytes } of await filesBelow(server.home)) expect(bytes.includes('hunter2')).toBe(false);
});

test('CSV follows RFC 4180, and no cell is run as a formula', async () => {
  await upload(ana, `=cmd(a, 'b').txt`);
  const { headers, text } = await server.api('GET', '/api/activity.csv?kind=upload', ana);
  expect(headers['content-type']).toMatch(/^text\/csv/);
  expect(headers['content-disposition']).toMatch(/^attachment/);
  const [head, first] = text.split('\r\n');
  expect(head).toBe('time,kind,outcome,detail,device,address,session');
  expect(first).toMatch(/^2026-11-01T[^,]*,upload,done,"'=cmd\(a, 'b'\)\.txt",/);
  const cells = ['+1', '-1', '@x', '\tx', '\rx', 'a\nb', 'plain'].map((detail) => {
    const same = { at: new Date(0), kind: 'k', outcome: 'o', device: '', address: '', session: null };
    return activityCsv([{ ...same, detail }])
      .split('\r\n')
      .slice(1)
      .join('\r\n')
      .split(',')[3];
  });
  expect(cells).toEqual(["'+1", "'-1", "'@x", "'\tx", '"\'\rx"', '"a\nb"', 'plain']);
});

test('what is older than it is to be kept is gone', async () => {
  expect((await server.api('GET', '/api/settings/activity', ana)).json).toEqual({ days: 90 });
  time += 40 * 24 * 60 * 60 * 1000;
  const again = await server.logIn('ana');
  expect((await activities(again)).length).toBeGreaterThan(5);
  expect((await server.api('PUT', '/api/settings/activity', again, { days: 30 })).status).toBe(204);
  expect((await activities(again)).map(({ kind }) => kind)).toEqual(['log-in']);
  expect(await server.api('PUT', '/api/settings/activity', again, { days: 0 })).toMatchObject({ status: 400 });
});

test('a log-in that is ended from another device ends with its events, and is told; nobody ends another account’s', async () => {
  const [one, two, other] = [await server.logIn('ana'), await server.logIn('ana'), await server.logIn('ben')];
  const { json } = await server.api('GET', '/api/sessions', one);
  const sessions = json['sessions'] as { id: string; current: boolean; address: string; used: string }[];
  expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  const { id } = sessions.at(-1)!;
  const events = await listen(server, two);
  expect(await server.api('DELETE', `/api/sessions/${id}`, other)).toMatchObject({ status: 404 });
  expect((await server.api('GET', '/api/files', two)).status).toBe(200);
  expect((await server.api('DELETE', `/api/sessions/${id}`, one)).status).toBe(204);
  expect((await server.api('GET', '/api/files', two)).status).toBe(401);
  await until('the end of the events', () => (events.state.ended ? true : undefined));
  expect((await activities(one))[0]).toMatchObject({ kind: 'session-ended' });
  const all = await server.call('GET', '/api/server/sessions', { headers: { 'latchkey-local': server.local } });
  expect(new Set((all.json['sessions'] as { username: string }[]).map(({ username }) => username))).toEqual(
    new Set(['ana', 'ben']),
  );
});

test.skipIf(networkAddress() === undefined)(
  'a client of one account sees and changes nothing of another’s',
  async () => {
    const far = server.elsewhere();
    const enter = async (username: string) => {
      const json = { username, password: `password of ${username}` };
      return String((await far.call('POST', '/api/sessions', { json })).json['token']);
    };
    const [mira, eve] = [await enter('ana'), await enter('ben')];
    const file = Buffer.from(formatKeyFile(key)).toString('base64');
    const begun = await far.call('POST', '/api/uploads', {
      token: mira,
      json: {
        files: [
          { path: 'own.txt', size: 3, modified: 0 },
          { path: 'late.txt', size: 3, modified: 0 },
        ],
        key: { file },
      },
    });
    const id = String(begun.json['id']);
    const bytes = { body: 'abc', headers: { 'content-type': 'application/octet-stream' } };
    expect((await far.call('PUT', `/api/uploads/${id}/files/0`, { token: mira, ...bytes })).status).toBe(204);
    const files = (await far.call('GET', '/api/files', { token: mira })).json['files'] as {
      id: string;
      path: string;
    }[];
    const own = files.find(({ path }) => path === 'own.txt')!;
    const [offer] = (
      await far.call('POST', '/api/downloads/addresses', {
        token: mira,
        json: { paths: ['own.txt'], key: { file } },
      })
    ).json['addresses'] as { address: string }[];
    const listed = await Promise.all(
      [
        '/api/files',
        '/api/keys',
        '/api/uploads',
        '/api/downloads',
        '/api/checks',
        '/api/activity',
        '/api/sessions',
        '/filenames',
      ].map((path) => far.call('GET', path, { token: eve })),
    );
    for (const { status, text } of listed) {
      expect(status).toBe(200);
      for (const hers of ['own.txt', own.id, key.id, id, '"ana"']) expect(text).not.toContain(hers);
    }
    const moves = { moves: [{ from: 'own.txt', to: 'taken.txt' }] };
    const paths = { paths: ['own.txt'] };
    const tries: [string, string, object?][] = [
      ['POST', '/api/files/move', moves],
      ['POST', '/api/files/trash', paths],
      ['POST', '/api/files/restore', paths],
      ['POST', '/api/files/delete', paths],
      ['DELETE', '/file?filename=own.txt'],
      ['POST', `/api/files/${own.id}/content`, { key: { file } }],
      ['POST', `/api/files/${own.id}/thumbnail`, { key: { file } }],
      ['POST', `/api/files/${own.id}/verify`, { key: { file } }],
      ['POST', `/api/files/${own.id}/restore-version`, { key: { file } }],
      ['POST', '/api/downloads/addresses', { ...paths, key: { file } }],
      ['DELETE', `/api/uploads/${id}`],
      ['POST', `/api/transfers/${id}/pause`],
      ['POST', `/api/transfers/${id}/resume`],
      ['POST', `/api/transfers/${id}/retry`],
      ['DELETE', `/api/transfers/${id}`],
      ['GET', offer!.address],
    ];
    for (const [method, url, json] of tries)
      expect((await far.call(method, url, { token: eve, json })).status, url).toBe(404);
    expect((await far.call('PUT', `/api/uploads/${id}/files/1`, { token: eve, ...bytes })).status).toBe(404);
    expect((await far.call('GET', `/api/files/${own.id}/verified`, { token: eve })).json).toEqual({ at: null });
    expect((await far.call('PUT', `/api/uploads/${id}/files/1`, { token: mira, ...bytes })).status).toBe(204);
    const left = (await far.call('GET', '/api/files', { token: mira })).json['files'] as { path: string }[];
    expect(left.map(({ path }) => path)).toEqual(expect.arrayContaining(['own.txt', 'late.txt']));
    far.close();
  },
);

test('over HTTPS too, whoever keeps guessing waits, and is told how long', async () => {
  const own = await startTestServer();
  try {
    await own.account('ana');
    const statuses = [];
    for (const password of ['1', '2', '3', '4', '5', 'password of ana']) {
      const { status, headers } = await own.call('POST', '/user/login', { json: { username: 'ana', password } });
      statuses.push([status, headers['retry-after']]);
    }
    expect(statuses.slice(0, 5).map(([status]) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(statuses.at(-1)).toEqual([429, '1']);
  } finally {
    await own.stop();
  }
});
