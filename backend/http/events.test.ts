import { expect, test } from 'vitest';
import { FileNews } from './file-news.ts';
import { ended, listen } from './test-events.ts';
import { multipart, MULTIPART, serverOfFile, until } from './test-server.ts';

const server = await serverOfFile();
const ana = await server.account('ana');
const key = await server.newKey('Holiday');

test('news reach who watches that account, until the watching ends', () => {
  const news = new FileNews();
  const heard: string[] = [];
  const stop = news.watch('ana', () => heard.push('ana'));
  news.watch('ben', () => heard.push('ben'));
  news.tell('ana');
  news.tell('cara');
  stop();
  news.tell('ana');
  news.tell('ben');
  expect(heard).toEqual(['ana', 'ben']);
});

test('every change of the list is told to all sessions of the account, and to no other account', async () => {
  const other = await server.logIn('ana');
  const { events } = await listen(server, other);
  const his = await listen(server, await server.account('ben'));
  const files = () => events.filter(({ event }) => event === 'files');
  const filepath = await server.write('a.txt', 'one');
  const json = { filepath, keypath: key.path };
  const post = (path: string, body: object) => server.api('POST', `/api/files/${path}`, ana, body);
  const versionOf = async (path: string) => {
    const { versions } = (await server.api('GET', `/api/files/versions?path=${path}`, ana)).json;
    return (versions as { id: string }[])[0]!.id;
  };
  const form = multipart([
    { name: 'file', filename: 'm.txt', content: 'x' },
    { name: 'keypath', content: key.path },
  ]);
  const announced = { files: [{ path: 's.txt', size: 1, modified: 0 }], key: { path: key.path } };
  const changes: [string, () => Promise<{ status: number }>][] = [
    ['an upload of a program', () => server.call('POST', '/upload', { token: ana, json })],
    [
      'an upload in parts',
      () => server.call('POST', '/upload', { token: ana, body: form, headers: { 'content-type': MULTIPART } }),
    ],
    [
      'an upload of paths',
      () => server.api('POST', '/api/uploads', ana, { paths: ['a.txt'], key: { path: key.path } }),
    ],
    [
      'a file sent by the window',
      async () => {
        const { json: view } = await server.api('POST', '/api/uploads', ana, announced);
        return server.send(`/api/uploads/${String(view['id'])}/files/0`, ana, 'x');
      },
    ],
    [
      'a version restored',
      async () =>
        server.api('POST', `/api/files/${await versionOf('a.txt')}/restore-version`, ana, { key: { path: key.path } }),
    ],
    ['a move', () => post('move', { from: 'a.txt', to: 'b.txt' })],
    ['a file put into the trash', () => post('trash', { paths: ['b.txt'] })],
    ['a file taken back', () => post('restore', { paths: ['b.txt'] })],
    ['a change that failed half way', () => post('trash', { paths: ['b.txt', 'nowhere'] })],
    ['a deletion for good', () => post('delete', { paths: ['b.txt'] })],
    ['a file a program put into the trash', () => server.call('DELETE', '/file?filename=m.txt', { token: ana })],
  ];
  for (const [what, change] of changes) {
    const before = files().length;
    expect((await change()).status, what).toBeLessThan(405);
    await until(`news of ${what}`, () => (files().length > before ? true : undefined));
  }
  expect(files().map(({ data }) => data)).toEqual(files().map(() => ({})));
  expect(his.events).toEqual([{ event: 'ready', data: {} }]);
});

test('what changes no list is no news, and many changes are told together', async () => {
  const { events } = await listen(server, ana);
  await server.api('GET', '/api/files', ana);
  await server.api('POST', '/api/files/move', ana, { from: '..', to: 'x' });
  await server.api('POST', '/api/files/trash', ana, { paths: ['..'] });
  expect(events.filter(({ event }) => event === 'files')).toEqual([]);
  const names = Array.from({ length: 30 }, (_, index) => `many/${index}`);
  for (const name of names) await server.write(name, name);
  const { json } = await server.api('POST', '/api/uploads', ana, { paths: ['many'], key: { path: key.path } });
  expect(await ended(server, 'uploads', json['id'], ana)).toMatchObject({ state: 'done', files: 30 });
  await until('news', () => events.find(({ event }) => event === 'files'));
  expect(events.filter(({ event }) => event === 'files').length).toBeLessThan(30);
});
