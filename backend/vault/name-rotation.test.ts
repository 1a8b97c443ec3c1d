import { expect, test } from 'vitest';
import { PasswordWork } from '../../keys/password.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { accountVault, type AccountVault } from './account-vault.ts';
import { VaultError } from './errors.ts';
import { TestPeople } from './test-people.ts';
import { before, bytesOf, keysOf, longPath, path } from './test-vault.ts';

const NAMES = ['a', 'b/c', 'b/d', 'e'] as const;

/** A vault of some files that were renamed, trashed, and whose names are long. */
async function place() {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  const ana = await people.session(account);
  for (const name of NAMES) await people.put(ana, name, `content of ${name}`);
  await people.put(ana, longPath('x'), 'long');
  await ana.changes.move(path('e'), path('f'));
  await ana.changes.move(path('f'), path('g'));
  await ana.changes.move(longPath('x'), longPath('y'));
  await ana.changes.trash(path('a'));
  const open = (bucket = people.bucket) => people.session(account, bucket);
  return { people, account, ana, open };
}

const LIVE = ['b/c', 'b/d', 'g', longPath('y')].toSorted();

function shown({ catalog }: AccountVault) {
  const names = (state: 'live' | 'trash') => [...catalog.index(state).newest()].map(({ record }) => record.path).sort();
  return { live: names('live'), trash: names('trash'), damage: catalog.damage().map(({ code }) => code) };
}

const ALL = { live: LIVE, trash: ['a'], damage: [] };

async function text({ catalog, content }: AccountVault, name: string, { keyFile }: TestPeople): Promise<string> {
  return Buffer.concat(await content.open(catalog.select(path(name)).at(-1)!, keyFile).toArray()).toString();
}

test('a new key seals every name anew and touches no content; copies of the old keyring open none of them (format 5.2)', async () => {
  const { people, account, ana } = await place();
  const contents = await keysOf(people.bucket, 'files/');
  const bytes = await Promise.all(contents.map((key) => bytesOf(people.bucket, key)));
  await ana.rotation.drawKey();
  expect(await ana.rotation.sealNames()).toEqual({ sealed: 5, left: 0 });
  expect(shown(ana)).toEqual(ALL);
  expect(await keysOf(people.bucket, 'files/')).toEqual(contents);
  expect(await Promise.all(contents.map((key) => bytesOf(people.bucket, key)))).toEqual(bytes);
  // One record for each file: what was sealed under the old key is gone, also what lay under long/ for it.
  expect(await keysOf(people.bucket, 'names/')).toHaveLength(5);
  expect(await keysOf(people.bucket, 'long/')).toHaveLength(2);
  const withKeys = async (nameKeys: readonly Buffer[]) => {
    const keyring = { ...account.keyring, nameKeys };
    // With an account that no bucket shows, it cannot learn the other keys.
    const session = accountVault(
      { ...people.vault, bucket: before(people.bucket, 'put', /^$/, async () => undefined) },
      {
        ...account,
        record: { ...account.record, revision: 9 },
        keyring,
      },
    );
    await session.catalog.refresh();
    return shown(session);
  };
  const [newest, older] = ana.own.keyring.nameKeys;
  expect(await withKeys([newest!])).toEqual(ALL);
  expect(await withKeys([older!])).toEqual({ live: [], trash: [], damage: Array(5).fill('tampered') });
  // Once more: nothing is left to do, until there is another key.
  expect(await ana.rotation.sealNames()).toEqual({ sealed: 0, left: 0 });
  await ana.rotation.drawKey();
  expect(await ana.rotation.sealNames()).toEqual({ sealed: 5, left: 0 });
  expect(await text(ana, 'g', people)).toBe('content of e');
});

test('a session of another computer learns the new key from the first name under it, and seals with it from then on', async () => {
  const { people, ana, open } = await place();
  const ben = await open();
  await ana.rotation.drawKey();
  await ana.rotation.sealNames();
  await people.put(ben, 'late', 'sealed under the old key');
  await ben.catalog.refresh();
  expect(shown(ben)).toEqual({ ...ALL, live: [...LIVE, 'late'].sort() });
  expect(ben.own.keyring.nameKeys).toEqual(ana.own.keyring.nameKeys);
  // The name that came late is all that is left.
  expect(await ana.rotation.sealNames()).toEqual({ sealed: 1, left: 0 });
  await ben.changes.move(path('late'), path('later'));
  expect(await ana.rotation.sealNames()).toEqual({ sealed: 0, left: 0 });
  expect(await text(ana, 'later', people)).toBe('sealed under the old key');
});

test('links of a session with the new key are one’s own to another session as well, once it has learned the key', async () => {
  const { people, ana, open } = await place();
  const ben = await open();
  await ana.rotation.drawKey();
  const terms = { lasts: 60_000, downloads: 1, work: new PasswordWork() };
  const { id } = await ana.links.create({ paths: [path('g')], keyFile: people.keyFile, ...terms });
  expect(await ben.links.list()).toEqual([]);
  await ana.rotation.sealNames();
  await ben.catalog.refresh();
  for (const computer of [ana, ben]) expect((await computer.links.list()).map((link) => link.id)).toEqual([id]);
});

test('a name that no key opens asks for the account once a listing, and stays what it is', async () => {
  const { people, ana, open } = await place();
  const [key] = await keysOf(people.bucket, 'names/');
  for (const end of ['A', 'B', 'C'])
    await people.bucket.put(key!.replace(/\.\d+\..*$/, `.9.${end.repeat(160)}`), Buffer.alloc(0));
  let asked = 0;
  const bucket = {
    ...people.bucket,
    list: (options: Parameters<typeof people.bucket.list>[0]) => {
      if (options?.prefix?.startsWith('accounts/') === true) asked += 1;
      return people.bucket.list(options);
    },
  };
  const session = await open(bucket);
  expect([asked, session.catalog.damage().map(({ code }) => code)]).toEqual([1, ['tampered']]);
  // A damaged file's name is left as it is, and told.
  await ana.rotation.drawKey();
  expect(await ana.rotation.sealNames()).toEqual({ sealed: 4, left: 1 });
});

test('where the password was changed too, an older session is told so instead of being shown damage', async () => {
  const { ana, people, account, open } = await place();
  const ben = await open();
  const other = await people.join('Ana', 'Ana');
  ana.own.renew({ ...other, keyring: account.keyring });
  await ana.rotation.drawKey();
  await ana.rotation.sealNames();
  await expect(ben.catalog.refresh()).rejects.toMatchObject({ code: 'old-password' });
  expect(shown(ben)).toEqual(ALL);
});

/** Takes this many writes and deletions, and no more. */
function stoppedAfter(bucket: Bucket, writes: number): Bucket {
  let done = 0;
  const count = () => {
    if (++done > writes) throw new BucketError('unreachable', 'stopped');
  };
  return {
    ...bucket,
    put: async (...call) => (count(), bucket.put(...call)),
    delete: async (...call) => (count(), bucket.delete(...call)),
  };
}

test('stopped before any of its writes, every file is there under its name, and the next run ends the work', async () => {
  for (let writes = 0, isDone = false; !isDone; writes += 1) {
    const { people, ana, open } = await place();
    await ana.rotation.drawKey();
    const stopped = await open(stoppedAfter(people.bucket, writes));
    isDone = await stopped.rotation.sealNames().then(
      () => true,
      () => false,
    );
    const [fresh, old] = [await open(), ana];
    await old.catalog.refresh();
    for (const computer of [fresh, old]) expect(shown(computer)).toEqual(ALL);
    const { left } = await fresh.rotation.sealNames();
    expect([left, shown(fresh)]).toEqual([0, ALL]);
    expect(await text(fresh, 'g', people)).toBe('content of e');
  }
});

test('a rename at the very moment a name is sealed anew stands, before it or after it (format 3.3)', async () => {
  // Which of two records of one revision counts is left to chance.
  for (let run = 0; run < 10; run += 1) {
    const { people, ana, open } = await place();
    await ana.rotation.drawKey();
    const ben = await open();
    const { id } = ana.catalog.select(path('g'))[0]!;
    const rename = () => ben.changes.move(path('g'), path('h'));
    const record = new RegExp(`^names/.*\\.${id}\\.`);
    const bucket = run % 2 === 0 ? before(people.bucket, 'put', record, rename) : after(people.bucket, record, rename);
    expect((await (await open(bucket)).rotation.sealNames()).left).toBe(0);
    await ben.catalog.refresh();
    for (const computer of [ben, await open()]) {
      expect(shown(computer)).toEqual({ ...ALL, live: ['b/c', 'b/d', 'h', longPath('y')].toSorted() });
      expect(await text(computer, 'h', people)).toBe('content of e');
    }
  }
});

test('a deletion for good at that moment is done or refused, and never looks like a loss (format 3.7)', async () => {
  for (let run = 0; run < 6; run += 1) {
    const { people, ana, open } = await place();
    await ana.rotation.drawKey();
    const ben = await open();
    const { id } = ana.catalog.select(path('g'))[0]!;
    const remove = async () => {
      const refusal = await ben.changes.deleteForGood(path('g')).then(
        () => undefined,
        (error: VaultError) => error.code,
      );
      expect(['conflict', undefined]).toContain(refusal);
      isRefused = refusal !== undefined;
    };
    let isRefused = false;
    const record = new RegExp(`^names/.*\\.${id}\\.`);
    const bucket = run % 2 === 0 ? before(people.bucket, 'put', record, remove) : after(people.bucket, record, remove);
    const rotating = await open(bucket);
    expect((await rotating.rotation.sealNames()).left).toBe(0);
    const live = isRefused ? LIVE : LIVE.filter((name) => name !== 'g');
    for (const computer of [ben, rotating, await open()]) {
      await computer.catalog.refresh({ full: true });
      expect(shown(computer)).toEqual({ ...ALL, live });
    }
  }
});

test('two who seal a name anew and one who deletes for good leave the file its name (format 3.3, 5.2)', async () => {
  // Which of three records of one revision counts is left to chance.
  for (let run = 0; run < 6; run += 1) {
    const { people, ana, open } = await place();
    await ana.rotation.drawKey();
    const { id } = ana.catalog.select(path('g'))[0]!;
    const isRecord = (key: string) => key.startsWith('names/') && key.includes(`.${id}.`);
    const gate = () => Promise.withResolvers<void>();
    const [deleted, firstIsHere, firstIsDone, secondIsHere, secondWrote, secondLooked] = Array.from(
      { length: 6 },
      gate,
    );
    // Writes beside the second, and looks when both wait: the second for the first to be done, the deleting one for the second to have looked.
    const deleting = await open({
      ...people.bucket,
      put: async (key, ...rest) => {
        if (!isRecord(key)) return people.bucket.put(key, ...rest);
        await Promise.all([firstIsHere!.promise, secondIsHere!.promise]);
        const info = await people.bucket.put(key, ...rest);
        deleted!.resolve();
        await secondWrote!.promise;
        return info;
      },
      delete: async (key, options) => {
        if (isRecord(key)) await secondLooked!.promise;
        return people.bucket.delete(key, options);
      },
    });
    const second = await open({
      ...people.bucket,
      put: async (key, ...rest) => {
        if (!isRecord(key)) return people.bucket.put(key, ...rest);
        secondIsHere!.resolve();
        await deleted!.promise;
        const info = await people.bucket.put(key, ...rest);
        secondWrote!.resolve();
        await firstIsDone!.promise;
        return info;
      },
      delete: async (key, options) => {
        await people.bucket.delete(key, options);
        if (isRecord(key)) secondLooked!.resolve();
      },
    });
    const first = await open({
      ...people.bucket,
      put: async (key, ...rest) => {
        firstIsHere!.resolve();
        if (isRecord(key)) await secondWrote!.promise;
        return people.bucket.put(key, ...rest);
      },
    });
    const [refusal] = await Promise.all([
      deleting.changes.deleteForGood(path('g')).catch((error: VaultError) => error.code),
      second.rotation.sealNames().finally(() => secondLooked!.resolve()),
      first.rotation.sealNames().finally(() => firstIsDone!.resolve()),
    ]);
    expect(refusal).toBe('conflict');
    const fresh = await open();
    expect(shown(fresh)).toEqual(ALL);
    expect(await text(fresh, 'g', people)).toBe('content of e');
  }
});

test('who seals anew or writes a digest, and who deletes for good, never both take back: nobody is alarmed (format 3.7, 5.2)', async () => {
  // Which of two records of one revision counts is left to chance.
  for (const kind of ['sealed anew', 'digest', 'sealed anew', 'digest', 'sealed anew', 'digest'] as const) {
    const { people, ana, open } = await place();
    if (kind === 'sealed anew') await ana.rotation.drawKey();
    const file = ana.catalog.select(path('g'))[0]!;
    const isRecord = (key: string) => key.startsWith('names/') && key.includes(`.${file.id}.`);
    const gate = () => Promise.withResolvers<void>();
    const [begun, goneWritten, written, looked] = [gate(), gate(), gate(), gate()];
    const between = await open();
    // Each has written before either looks.
    const writing = await open({
      ...people.bucket,
      put: async (key, ...rest) => {
        if (!isRecord(key)) return people.bucket.put(key, ...rest);
        begun.resolve();
        await goneWritten.promise;
        const info = await people.bucket.put(key, ...rest);
        await between.catalog.refresh();
        written.resolve();
        return info;
      },
    });
    const deleting = await open({
      ...people.bucket,
      put: async (key, ...rest) => {
        const info = await people.bucket.put(key, ...rest);
        goneWritten.resolve();
        await written.promise;
        return info;
      },
      delete: async (key, options) => {
        if (isRecord(key)) await looked.promise;
        return people.bucket.delete(key, options);
      },
    });
    const write = () =>
      kind === 'digest'
        ? writing.given.seal([file], people.keyFile)
        : writing.rotation.sealNames().then(() => undefined);
    const deletion = begun.promise.then(() => deleting.changes.deleteForGood(path('g')));
    const [refusal] = await Promise.all([
      deletion.catch((error: VaultError) => error.code),
      write().finally(() => looked.resolve()),
    ]);
    expect(refusal).toBe('conflict');
    for (const computer of [between, ana, writing, deleting, await open()]) {
      await computer.catalog.refresh({ full: true });
      expect(shown(computer)).toEqual(ALL);
    }
  }
});

test('a folder whose names were sealed anew moves whole, but for what was changed or deleted there: how many, it says', async () => {
  const { people, ana, open } = await place();
  for (let at = 0; at < 12; at += 1) await people.put(ana, `many/${at}`, String(at));
  const ben = await open();
  await ana.rotation.drawKey();
  // Two changes there against one here: theirs are the ones that count.
  await ana.changes.move(path('many/0'), path('away'));
  await ana.changes.move(path('away'), path('farther'));
  await ana.changes.deleteForGood(path('many/1'));
  await ana.rotation.sealNames();
  const refusal = await ben.changes.move(path('many'), path('moved')).catch((error: unknown) => error);
  const moved = Array.from({ length: 10 }, (_, at) => `moved/${at + 2}`);
  for (const computer of [ana, ben, await open()]) {
    await computer.catalog.refresh();
    expect(shown(computer)).toEqual({ ...ALL, live: [...LIVE, 'farther', ...moved].sort() });
  }
  const message = expect.stringMatching(/ One more of these files was changed or deleted there too\.$/) as string;
  expect(refusal).toMatchObject({ code: 'conflict', message });
});

/** Does something after the first put that fits. */
function after(bucket: Bucket, key: RegExp, act: () => Promise<void>): Bucket {
  let isWaiting = true;
  return {
    ...bucket,
    put: async (name, ...rest) => {
      const info = await bucket.put(name, ...rest);
      if (isWaiting && key.test(name)) {
        isWaiting = false;
        await act();
      }
      return info;
    },
  };
}

test('while names are sealed anew another computer renames, trashes and adds: each is done or refused, and nothing is lost', async () => {
  const { people, ana, open } = await place();
  for (let at = 0; at < 30; at += 1) await people.put(ana, `many/${at}`, String(at));
  const ben = await open();
  await ana.rotation.drawKey();
  const renames = async () => {
    const refused: number[] = [];
    for (let at = 0; at < 30; at += 1) {
      try {
        await ben.changes.move(path(`many/${at}`), path(`moved/${at}`));
      } catch (error) {
        expect(error instanceof VaultError && error.code).toBe('conflict');
        refused.push(at);
      }
      if (at % 10 === 0) await people.put(ben, `added/${at}`, String(at));
    }
    return refused;
  };
  const [refused] = await Promise.all([renames(), ana.rotation.sealNames()]);
  const last = await ana.rotation.sealNames();
  expect(last.left).toBe(0);
  const fresh = await open();
  expect(fresh.catalog.damage()).toEqual([]);
  const moved = Array.from({ length: 30 }, (_, at) => (refused.includes(at) ? `many/${at}` : `moved/${at}`));
  const expected = [...LIVE, ...moved, 'added/0', 'added/10', 'added/20'].sort();
  expect(shown(fresh).live).toEqual(expected);
  expect(refused).toEqual([]);
  for (let at = 0; at < 30; at += 7) expect(await text(fresh, `moved/${at}`, people)).toBe(String(at));
});
