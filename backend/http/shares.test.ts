import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PersonView } from '../contract/people.ts';
import type { GivenShares, ReceivedShares } from '../contract/shares.ts';
import type { AddressList, TransferView } from '../contract/transfers.ts';
import { filesBelow, serverOfFile, until } from './test-server.ts';

const server = await serverOfFile();
const [ana, ben] = [await server.account('ana'), await server.account('ben')];
const key = await server.newKey('Holiday');
const NOW = { path: key.path };

async function put(name: string, content: string): Promise<void> {
  const files = [{ path: name, size: Buffer.byteLength(content), modified: 0 }];
  const { json } = await server.api('POST', '/api/uploads', ana, { files, key: NOW });
  await server.send(`/api/uploads/${String(json['id'])}/files/0`, ana, content);
}
const person = async (username: string, token = ana) =>
  (await server.api('GET', `/api/people/one?username=${username}`, token)).json as unknown as PersonView;
const meet = async (username: string, token: string) => {
  const { id, fingerprint } = await person(username, token);
  return server.api('POST', '/api/people/accept', token, { id, fingerprint, username });
};
const over = (id: unknown, token: string) =>
  until('the transfer ended', async () => {
    const lists = await Promise.all(
      ['shares', 'uploads', 'downloads'].map((kind) => server.api('GET', `/api/${kind}`, token)),
    );
    const transfers = lists.flatMap(({ json }) => (json as { transfers: TransferView[] }).transfers);
    return transfers.find((one) => one.id === id && one.ended !== null);
  });
// Files of one folder are shared at once, in any order.
const byPath = (a: { path?: string | null }, b: { path?: string | null }) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1);
const received = async (token = ben) => {
  const told = (await server.api('GET', '/api/shares/received', token)).json as unknown as ReceivedShares;
  return { ...told, shares: told.shares.toSorted(byPath) };
};
const given = async () => {
  const told = (await server.api('GET', '/api/shares/given', ana)).json as unknown as GivenShares;
  return { ...told, shares: told.shares.toSorted(byPath) };
};
const share = async (paths: string[]) => {
  const { id: recipient } = await person('ben');
  return server.api('POST', '/api/shares', ana, { paths, recipient, key: NOW });
};

test('accounts compare their words before anything is shared, and then share without a key file of the other', async () => {
  await put('Trip/a.txt', 'the fjord');
  await put('Trip/b.txt', 'the ferry');
  expect(await person('ben')).toMatchObject({ username: 'ben', standing: 'new', knownWords: null });
  expect((await person('ben')).words.split(' ')).toHaveLength(6);
  expect(await share(['Trip'])).toMatchObject({ status: 409, json: { code: 'new-fingerprint' } });
  expect((await server.api('GET', '/api/people/one', ben)).json).toMatchObject({
    standing: 'self',
    words: (await person('ben')).words,
  });
  expect((await meet('ben', ana)).status).toBe(204);
  expect((await server.api('GET', '/api/people', ana)).json).toMatchObject({ people: [{ username: 'ben' }] });
  const started = await share(['Trip']);
  expect(started).toMatchObject({ status: 202, json: { kind: 'share', name: 'Trip', place: 'ben', keyId: key.id } });
  expect(await over(started.json['id'], ana)).toMatchObject({ state: 'done', files: 2, bytes: 18, failures: [] });
  const told = async () => {
    const { activities } = (await server.api('GET', '/api/activity?kind=share', ana)).json as Record<string, unknown[]>;
    return activities?.length === 0 ? undefined : activities;
  };
  expect(await until('it was written down', told)).toMatchObject([{ detail: 'Trip (2) → ben', outcome: 'done' }]);
  expect(await given()).toMatchObject({
    shares: [
      { path: 'Trip/a.txt', recipient: { username: 'ben' }, size: 9 },
      { path: 'Trip/b.txt', recipient: { username: 'ben' }, size: 9 },
    ],
    more: false,
  });

  const { shares, refused } = await received();
  expect(refused).toEqual([]);
  expect(shares).toMatchObject([
    { path: 'Trip/a.txt', size: 9, sender: { username: 'ana', known: false } },
    { path: 'Trip/b.txt', size: 9, sender: { username: 'ana', known: false } },
  ]);
  const ids = shares.map(({ id }) => id);
  const ask = () => server.api('POST', '/api/shares/downloads', ben, { ids, to: 'for ben' });
  expect(await ask()).toMatchObject({ status: 409, json: { code: 'new-fingerprint' } });
  await meet('ana', ben);
  expect(await over((await ask()).json['id'], ben)).toMatchObject({ state: 'done', files: 2, bytes: 18 });
  expect(await readFile(join(server.disk, 'for ben/Trip/a.txt'), 'utf8')).toBe('the fjord');
  // Again: nothing is written over.
  expect(await over((await ask()).json['id'], ben)).toMatchObject({
    state: 'failed',
    failures: [{ code: 'exists' }, {}],
  });

  const addresses = (await server.api('POST', '/api/shares/addresses', ben, { ids })).json as unknown as AddressList;
  const cookie = `__Host-latchkey-local=${server.local}`;
  const saved = await server.call('GET', addresses.addresses[1]!.address, { headers: { cookie } });
  expect(saved.text).toBe('the ferry');
  expect(saved.headers['content-disposition']).toBe("attachment; filename*=UTF-8''b.txt");
});

test('an account neither shares nor hands out by a link what another has, nor withdraws what another gave', async () => {
  const { id: recipient } = await person('ana', ben);
  await meet('ana', ben);
  const { shares } = await given();
  const [first] = shares;
  const asked = { paths: ['Trip/a.txt'], key: NOW };
  const refused = { status: 404, json: { code: 'not-found' } };
  expect(await server.api('POST', '/api/shares', ben, { ...asked, recipient })).toMatchObject(refused);
  const link = { ...asked, downloads: 1, lasts: 3_600_000 };
  expect(await server.api('POST', '/api/links', ben, link)).toMatchObject(refused);
  const back = { shares: [{ file: first!.file, recipient: first!.recipient.id }] };
  await server.api('POST', '/api/shares/withdraw', ben, back);
  expect((await given()).shares).toEqual(shares);
});

test('a received picture is shown, and other files are not', async () => {
  await put('cat.png', 'not really a picture');
  await over((await share(['cat.png'])).json['id'], ana);
  const { shares } = await received();
  const show = (path: string, token = ben) => {
    const { id } = shares.find((one) => one.path === path)!;
    return server.api('GET', `/api/shares/received/${id}/content`, token);
  };
  expect(await show('cat.png')).toMatchObject({ status: 200, text: 'not really a picture' });
  expect((await show('Trip/a.txt')).status).toBe(422);
  expect((await show('cat.png', ana)).status).toBe(404);
});

test('a share is withdrawn by its sender, and dropped by its recipient', async () => {
  const [first] = (await given()).shares;
  const body = { shares: [{ file: first!.file, recipient: first!.recipient.id }] };
  expect((await server.api('POST', '/api/shares/withdraw', ana, body)).status).toBe(204);
  expect((await given()).shares.map(({ file }) => file)).not.toContain(first!.file);
  const { json } = await server.api('GET', '/api/activity?kind=share-withdrawn', ana);
  expect(json['activities']).toMatchObject([{ outcome: 'done', detail: 'Trip/a.txt' }]);
  const before = (await received()).shares;
  expect(before.map(({ path }) => path)).toEqual(['Trip/b.txt', 'cat.png']);
  expect((await server.api('POST', '/api/shares/drop', ben, { ids: [before[0]!.id] })).status).toBe(204);
  expect((await received()).shares.map(({ path }) => path)).toEqual(['cat.png']);
  const again = await server.api('POST', '/api/shares/downloads', ben, { ids: [before[0]!.id], to: 'x' });
  expect(again).toMatchObject({ status: 404, json: { code: 'not-found' } });
});

test('a share that the bucket altered is told as such, and stops no other', async () => {
  await over((await share(['Trip/b.txt'])).json['id'], ana);
  const objects = await filesBelow(join(server.home, 'vault/shares'));
  const { id } = (await received()).shares.find(({ path }) => path === 'b.txt')!;
  const object = objects.find(({ path }) => path.endsWith(`${id}.json`))!;
  await writeFile(object.path, object.bytes.toString().replace('"box":"', '"box":"AAAA'));
  const now = await received();
  expect(now.shares.map(({ path }) => path)).toEqual(['cat.png']);
  expect(now.refused).toMatchObject([{ id, code: 'tampered', sender: { username: 'ana' } }]);
  const asked = await server.api('POST', '/api/shares/downloads', ben, { ids: [id], to: 'x' });
  expect(asked).toMatchObject({ status: 422, json: { code: 'tampered' } });
  expect((await server.api('POST', '/api/shares/drop', ben, { ids: [id] })).status).toBe(204);
  expect((await received()).refused).toEqual([]);
});

test('sharing many files goes on in the background, and ends when it is cancelled', async () => {
  await mkdir(join(server.disk, 'Many'), { recursive: true });
  for (let file = 0; file < 33; file += 1) await writeFile(join(server.disk, 'Many', `${file}.txt`), `${file}`);
  const sent = await server.api('POST', '/api/uploads', ana, { paths: ['Many'], key: NOW });
  await over(sent.json['id'], ana);
  const started = await share(['Many']);
  await until('some are shared', async () => ((await given()).shares.length > 1 ? true : undefined));
  await server.api('DELETE', `/api/shares/${String(started.json['id'])}`, ana);
  const ended = await over(started.json['id'], ana);
  const shared = (await given()).shares.filter(({ path }) => path?.startsWith('Many/') === true);
  // It may have been quicker than the wish to stop it; what it says is what was done.
  expect(shared).toHaveLength(ended.files);
  expect(ended.state).toBe(ended.files === 33 ? 'done' : 'cancelled');
  expect(await over((await share(['Many'])).json['id'], ana)).toMatchObject({ state: 'done', files: 33 });
  expect((await given()).shares.filter(({ path }) => path?.startsWith('Many/') === true)).toHaveLength(33);
});

test('with a new password names can get a new key, and every log-in of this server sees every file as before', async () => {
  const dora = await server.account('dora');
  const older = await server.logIn('dora');
  for (const name of ['d1.txt', 'd2.txt']) {
    await server.write(name, name);
    const sent = await server.api('POST', '/api/uploads', dora, { paths: [name], key: NOW });
    await over(sent.json['id'], dora);
  }
  const names = async (token: string) => {
    const { json, status } = await server.api('GET', '/api/files', token);
    return status === 200 ? (json['files'] as { path: string }[]).map(({ path }) => path) : json['code'];
  };
  const next = 'seven quiet harbour boats';
  const change = { current: 'password of dora', next, rotateNames: true };
  expect((await server.api('POST', '/api/account/password', dora, change)).status).toBe(204);
  const rotated = await until('the names', async () => {
    const { json } = await server.api('GET', '/api/activity?kind=names-rotated', dora);
    return (json['activities'] as { outcome: string }[])[0];
  });
  expect(rotated.outcome).toBe('done');
  const { json } = await server.call('POST', '/user/login', { json: { username: 'dora', password: next } });
  for (const token of [dora, older, String(json['token'])]) expect(await names(token)).toEqual(['d1.txt', 'd2.txt']);
});

test('a changed password opens the account anew, and the log-in goes on', async () => {
  const cleo = await server.account('cleo');
  const change = (current: string, next: string) =>
    server.api('POST', '/api/account/password', cleo, { current, next });
  expect(await change('wrong', 'seven quiet harbour boats')).toMatchObject({
    status: 422,
    json: { code: 'wrong-password' },
  });
  expect((await change('password of cleo', 'seven quiet harbour boats')).status).toBe(204);
  expect((await server.api('GET', '/api/sessions/current', cleo)).status).toBe(200);
  await expect(server.logIn('cleo')).rejects.toThrow('wrong-password');
  const json = { username: 'cleo', password: 'seven quiet harbour boats' };
  expect((await server.call('POST', '/user/login', { json })).status).toBe(200);
  // It still changes its own keyring.
  expect((await meet('ana', cleo)).status).toBe(204);
});
