import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { BoxKey } from '../../keys/box.ts';
import { newKeyFile } from '../../keys/key-file.ts';
import { deriveLinkKeys, openLinkBox, parseLink } from '../../keys/link.ts';
import { Opener } from '../../keys/opener.ts';
import { PasswordWork } from '../../keys/password.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { BucketError } from '../buckets/errors.ts';
import { accountVault, type AccountVault } from './account-vault.ts';
import { claimLink, endOfClaim, findClaim, lookAtLink, openLinkObject } from './link-claims.ts';
import { openNote, sealNote, type LinkNote } from './link-note.ts';
import { atTime, bytesOf, keysOf, path, TEST_COST, testAccount, testVault, type TestVault } from './test-vault.ts';

const work = new PasswordWork();
const HOUR = 60 * 60 * 1000;
const token = () => randomBytes(32);

interface Made {
  readonly id: string;
  readonly secret: string;
  readonly proof: Buffer;
}

async function make(
  { keyFile }: TestVault,
  computer: AccountVault,
  paths: string[],
  more: { downloads?: number; password?: string; lasts?: number } = {},
): Promise<Made> {
  const link = { paths: paths.map(path), keyFile, lasts: HOUR, downloads: 1, work, cost: TEST_COST, ...more };
  const { id, secret } = await computer.links.create(link);
  const { kdf } = parseLink(await bytesOf(computer.vault.bucket, `links/${id}.json`));
  const { proof } = await deriveLinkKeys(secret, kdf, more.password ?? '', work);
  return { id, secret, proof };
}

async function withFiles(...paths: string[]) {
  const test = await testVault();
  const computer = await test.computer();
  for (const name of paths) await test.put(computer, name, `content of ${name}`);
  return { test, computer, vault: test.vault };
}

/** What somebody has who knows the whole address and no account. */
async function fetched({ vault }: TestVault, { id, secret }: Made, password = ''): Promise<Record<string, string>> {
  const { link } = await lookAtLink(vault, id);
  const keys = await deriveLinkKeys(secret, link.kdf, password, work);
  const { files, sender } = openLinkBox(keys, { vaultId: vault.id, linkId: id, ...link }, link.box);
  expect(sender).toBe('Ana');
  const contents: Record<string, string> = {};
  for (const { objectKey, key, record } of files) {
    const opener = new Opener({ objectKey }, { kind: 0, keyId: record['k'] as string });
    const { body } = await openLinkObject(vault, key, {});
    const plain = [...opener.push(Buffer.concat(await body.toArray())), ...opener.finish()];
    expect(opener.contentDigest().toString('hex')).toBe(record['h']);
    contents[record['p'] as string] = Buffer.concat(plain).toString();
  }
  return contents;
}

describe('a link', () => {
  test('opens the files it was made for, a folder under its own name, and none above them', async () => {
    const { test: own, computer } = await withFiles('Work/Plans/2026/a.txt', 'Work/Plans/b.txt', 'Work/c.txt', 'd.txt');
    const link = await make(own, computer, ['Work/Plans', 'Work/c.txt']);
    expect(await fetched(own, link)).toEqual({
      'Plans/2026/a.txt': 'content of Work/Plans/2026/a.txt',
      'Plans/b.txt': 'content of Work/Plans/b.txt',
      'c.txt': 'content of Work/c.txt',
    });
  });

  test('opens the newest version, and leaves the digest of it in its record (format 2.3)', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    await own.put(computer, 'a.txt', 'newer');
    const link = await make(own, computer, ['a.txt']);
    expect(await fetched(own, link)).toEqual({ 'a.txt': 'newer' });
    const versions = (await own.computer()).catalog.select(path('a.txt'));
    expect(versions.map(({ record }) => record.digest?.length)).toEqual([undefined, 64]);
    const changes = (await keysOf(own.bucket, 'names/')).length;
    await make(own, computer, ['a.txt']);
    expect((await keysOf(own.bucket, 'names/')).length).toBe(changes);
  });

  test('undoes nothing that is renamed while it is read, and is not made of what is trashed meanwhile', async () => {
    for (const act of ['rename', 'trash'] as const) {
      // Eight: which of two records of one revision counts is chance.
      const names = Array.from({ length: 8 }, (_, at) => `d/${at}`);
      const { test: own, computer } = await withFiles(...names);
      let isWaiting = true;
      const making = await own.computer({
        ...own.bucket,
        get: async (key, options) => {
          if (isWaiting && key.startsWith('files/')) {
            isWaiting = false;
            await (act === 'rename' ? computer.changes.move(path('d'), path('e')) : computer.changes.trash(path('d')));
          }
          return own.bucket.get(key, options);
        },
      });
      const made = make(own, making, ['d']);
      if (act === 'rename') expect(Object.keys(await fetched(own, await made)).toSorted()).toEqual(names);
      else await expect(made).rejects.toMatchObject({ code: 'not-found' });
      const { live, trash, damage } = await own.seen();
      const renamed = names.map((name) => name.replace('d', 'e'));
      expect([Object.keys(live).toSorted(), Object.keys(trash).toSorted(), damage]).toEqual(
        act === 'rename' ? [renamed, [], []] : [[], names, []],
      );
    }
  });

  test('with a password opens with that alone', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    const link = await make(own, computer, ['a.txt'], { password: 'open sesame' });
    expect(await fetched(own, link, 'open sesame')).toEqual({ 'a.txt': 'content of a.txt' });
    await expect(fetched(own, link, 'open')).rejects.toMatchObject({ code: 'wrong-password' });
  });

  test('is not made of what is missing, of damage, or with another key; nothing is left behind', async () => {
    const { test: own, computer } = await withFiles('a.txt', 'b.txt');
    const [a] = computer.catalog.select(path('a.txt'));
    const bytes = await bytesOf(own.bucket, a!.objectKey);
    bytes[130]! ^= 1;
    await own.bucket.put(a!.objectKey, bytes);
    await expect(make(own, computer, ['c.txt'])).rejects.toMatchObject({ code: 'not-found' });
    await expect(make(own, computer, ['a.txt', 'b.txt'])).rejects.toMatchObject({ code: 'tampered' });
    const link = { paths: [path('b.txt')], keyFile: newKeyFile('other', new Date(0)), lasts: HOUR, downloads: 1, work };
    await expect(computer.links.create(link)).rejects.toMatchObject({ code: 'wrong-key' });
    expect(await keysOf(own.bucket, 'links/')).toEqual([]);
    expect(await keysOf(own.bucket, 'names/')).toEqual([]);
  });

  test('at rest shows neither what opens or claims it, nor names, nor who made it', async () => {
    const { test: own, computer } = await withFiles('a-telling-name.txt');
    const { id, secret, proof } = await make(own, computer, ['a-telling-name.txt']);
    const claim = token();
    await claimLink(own.vault, id, { proof, token: claim });
    const texts = [];
    for (const key of await keysOf(own.bucket, 'links/')) texts.push(key, (await bytesOf(own.bucket, key)).toString());
    const all = texts.join('\n');
    for (const bytes of [Buffer.from(secret, 'base64url'), proof, claim]) {
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect(all).not.toContain(bytes.toString(encoding));
    }
    for (const hidden of ['telling', own.account.record.id, own.keyFile.id, 'Ana']) expect(all).not.toContain(hidden);
    expect(Object.keys(JSON.parse(texts[3]!) as object)).toEqual(
      'type version expiry downloads kdf nonce proofHash box note'.split(' '),
    );
  });
});

describe('the links of an account', () => {
  test('are found on another of its computers, with what they were made of, and by no other account', async () => {
    const { test: own, computer } = await withFiles('Plans/a.txt', 'Plans/b.txt', 'c.txt');
    const first = await make(own, computer, ['c.txt'], { downloads: 3 });
    await claimLink(own.vault, first.id, { ...first, token: token() });
    await claimLink(own.vault, first.id, { ...first, token: token() });
    const second = await make(own, computer, ['Plans'], { password: 'p' });
    const elsewhere = await own.computer();
    expect(await elsewhere.links.list()).toMatchObject([
      { id: second.id, names: ['Plans'], count: 2, used: 0, downloads: 1, state: 'open', isProtected: true },
      { id: first.id, names: ['c.txt'], count: 1, bytes: 16, used: 2, downloads: 3, isProtected: false },
    ]);
    const other = accountVault(own.vault, await testAccount(own.vault, 'Ben'));
    expect(await other.links.list()).toEqual([]);
    await expect(other.links.withdraw(first.id)).rejects.toMatchObject({ code: 'link-gone' });
    expect(await computer.links.list()).toHaveLength(2);
  });

  test('are gone with their claims once withdrawn, and nobody can tell them from ones that never were', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    const link = await make(own, computer, ['a.txt'], { downloads: 2 });
    await claimLink(own.vault, link.id, { ...link, token: token() });
    await (await own.computer()).links.withdraw(link.id);
    expect(await keysOf(own.bucket, 'links/')).toEqual([]);
    const missing = await lookAtLink(own.vault, 'ab'.repeat(16)).catch((error: unknown) => error);
    const withdrawn = await lookAtLink(own.vault, link.id).catch((error: unknown) => error);
    expect(withdrawn).toEqual(missing);
    await expect(claimLink(own.vault, link.id, { ...link, token: token() })).rejects.toMatchObject({
      code: 'link-gone',
    });
    await expect(computer.links.withdraw(link.id)).rejects.toMatchObject({ code: 'link-gone' });
  });

  test('are taken away a week after they expired, others’ are left, and so are objects that are none', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    const link = await make(own, computer, ['a.txt']);
    await claimLink(own.vault, link.id, { ...link, token: token() });
    await own.bucket.put('links/notes.txt', Buffer.from('somebody’s'));
    const at = (hours: number, account = own.account) =>
      accountVault(
        { ...own.vault, bucket: atTime(own.bucket, () => new Date(Date.now() + hours * HOUR)) },
        account,
      ).links.list();
    expect(await at(2)).toMatchObject([{ state: 'used' }]);
    expect(await at(7 * 24 + 2, await testAccount(own.vault, 'Ben'))).toEqual([]);
    expect(await keysOf(own.bucket, 'links/')).toHaveLength(3);
    expect(await at(7 * 24 + 2)).toEqual([]);
    expect(await keysOf(own.bucket, 'links/')).toEqual(['links/notes.txt']);
    await own.bucket.put(`links/${link.id}.0.used`, Buffer.from('made while it was withdrawn'));
    await at(23);
    expect(await keysOf(own.bucket, 'links/')).toHaveLength(2);
    await at(25);
    expect(await keysOf(own.bucket, 'links/')).toEqual(['links/notes.txt']);
  });
});

describe('claiming a link', () => {
  test('gives each download to one of many, in order, and looking takes none', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    const link = await make(own, computer, ['a.txt'], { downloads: 3 });
    await Promise.all(Array.from({ length: 20 }, () => lookAtLink(own.vault, link.id)));
    expect(await lookAtLink(own.vault, link.id)).toMatchObject({ state: 'open', left: 3 });
    const tries = Array.from({ length: 40 }, () => claimLink(own.vault, link.id, { ...link, token: token() }));
    const settled = await Promise.allSettled(tries);
    const won = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.n] : []));
    expect(won.toSorted()).toEqual([0, 1, 2]);
    for (const one of settled) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'link-used' });
    expect(await lookAtLink(own.vault, link.id)).toMatchObject({ state: 'used', left: 0 });
  });

  test('again with the same token is the same claim, also where it expired meanwhile, until its time is over', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    const link = await make(own, computer, ['a.txt'], { lasts: 60_000, downloads: 2 });
    const again = { ...link, token: token() };
    const claim = await claimLink(own.vault, link.id, again);
    expect(await claimLink(own.vault, link.id, again)).toEqual(claim);
    expect(await findClaim(own.vault, link.id, again.token)).toMatchObject(claim);
    await expect(findClaim(own.vault, link.id, token())).rejects.toMatchObject({ code: 'no-claim' });
    const at = (ms: number) => ({ ...own.vault, bucket: atTime(own.bucket, () => new Date(claim.time + ms)) });
    expect(await claimLink(at(599_999), link.id, again)).toEqual(claim);
    await expect(claimLink(at(600_000), link.id, again)).rejects.toMatchObject({ code: 'link-used' });
    expect(await claimLink(at(600_999), link.id, { ...again, bytes: 1 })).toEqual(claim);
    await expect(claimLink(at(61_000), link.id, { ...link, token: token() })).rejects.toMatchObject({
      code: 'link-expired',
    });
    expect((await keysOf(own.bucket, 'links/')).length).toBe(2);
  });

  test('ends ten minutes later, and a second for each 256 KiB begun (format 5.4)', () => {
    const claim = { n: 0, time: 1_000 };
    expect(endOfClaim(claim, 0)).toBe(601_000);
    expect(endOfClaim(claim, 1)).toBe(602_000);
    expect(endOfClaim(claim, 256 * 1024)).toBe(602_000);
    expect(endOfClaim(claim, 256 * 1024 + 1)).toBe(603_000);
  });

  test('without its proof takes nothing', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    const link = await make(own, computer, ['a.txt']);
    const { link: seen } = await lookAtLink(own.vault, link.id);
    for (const proof of [seen.proofHash, Buffer.alloc(32), Buffer.alloc(0)]) {
      const attempt = claimLink(own.vault, link.id, { proof, token: token() });
      await expect(attempt).rejects.toMatchObject({ code: 'wrong-proof' });
    }
    expect(await lookAtLink(own.vault, link.id)).toMatchObject({ left: 1 });
  });

  test('whose answer was lost on the way is still ours (format 3.9)', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    const link = await make(own, computer, ['a.txt']);
    const deaf: Bucket = {
      ...own.bucket,
      async put(key, body, options) {
        await own.bucket.put(key, body, options);
        throw new BucketError('unreachable', 'The answer was lost.');
      },
    };
    const claim = token();
    const first = await claimLink({ ...own.vault, bucket: deaf }, link.id, { ...link, token: claim });
    expect(await claimLink(own.vault, link.id, { ...link, token: claim })).toMatchObject({ n: 0, time: first.time });
  });

  test('passes over a claim nobody can read: it is used', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    const link = await make(own, computer, ['a.txt'], { downloads: 2 });
    await own.bucket.put(`links/${link.id}.0.used`, Buffer.alloc(5000));
    expect(await claimLink(own.vault, link.id, { ...link, token: token() })).toMatchObject({ n: 1 });
  });
});

describe('what a link fetches', () => {
  test.each([
    'vault.json',
    'accounts/x',
    'files/../vault.json',
    `names/${'ab'.repeat(16)}/${'ab'.repeat(16)}.x`,
    `files/${'ab'.repeat(16)}`,
    `files/${'ab'.repeat(16)}/${'ab'.repeat(16)}.x/../y`,
    `files/${'ab'.repeat(16)}/${'ab'.repeat(16)}.x\n`,
    `thumbs/${'ab'.repeat(16)}/${'ab'.repeat(16)}.x`,
  ])('is a sealed file, never %j', async (key) => {
    const { vault } = await testVault();
    await expect(openLinkObject(vault, key, {})).rejects.toMatchObject({ code: 'no-claim' });
  });

  test('and was deleted meanwhile is told so', async () => {
    const { vault } = await testVault();
    const key = `files/${'ab'.repeat(16)}/${'ab'.repeat(16)}.x`;
    await expect(openLinkObject(vault, key, {})).rejects.toMatchObject({ code: 'object-gone' });
  });

  test('a note of another link, or of another vault, makes no link one’s own', async () => {
    const { test: own, computer } = await withFiles('a.txt');
    const { id } = await make(own, computer, ['a.txt']);
    const other = await make(own, computer, ['a.txt']);
    const text = (await bytesOf(own.bucket, `links/${other.id}.json`)).toString();
    const { note } = JSON.parse(text) as { note: string };
    const edited = { ...(JSON.parse((await bytesOf(own.bucket, `links/${id}.json`)).toString()) as object), note };
    await own.bucket.put(`links/${id}.json`, Buffer.from(JSON.stringify(edited)));
    expect(await (await own.computer()).links.list()).toMatchObject([{ id: other.id }]);
  });

  test.each([8.64e15 + 1, -Number.MAX_SAFE_INTEGER])(
    'regression: a note whose time is %d, which no Date takes, is none: it kept all links from being listed',
    (made) => {
      const [key, vaultId, linkId] = [new BoxKey(randomBytes(32)), 'a'.repeat(32), 'b'.repeat(32)];
      const open = (note: LinkNote) => openNote([key], vaultId, linkId, sealNote(key, vaultId, linkId, note));
      const note = { names: ['a'], count: 1, bytes: 1, made: 8.64e15 };
      expect(open(note)).toEqual(note);
      expect(open({ ...note, made })).toBeUndefined();
    },
  );
});
