import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { deriveLinkKeys, openLinkBox } from '../../keys/link.ts';
import { PasswordWork } from '../../keys/password.ts';
import { atTime, path, testVault } from '../vault/test-vault.ts';
import { LinkDesk } from './link-desk.ts';

const MINUTE = 60_000;
const work = new PasswordWork();

/** A link to two files in a vault whose clock is set by hand, and servers of it that begin with nothing in memory. */
async function open() {
  const own = await testVault();
  const computer = await own.computer();
  // Sealed, a little more than 3 and 5 times 256 KiB.
  await own.put(computer, 'a', 'a'.repeat(3 * 256 * 1024));
  await own.put(computer, 'b', 'b'.repeat(5 * 256 * 1024));
  const files = ['a', 'b'].map(path);
  const link = { paths: files, keyFile: own.keyFile, lasts: MINUTE, downloads: 2, work };
  const { id, secret } = await computer.links.create(link);
  let now = Date.now();
  const vault = { ...own.vault, bucket: atTime(own.bucket, () => new Date(now)) };
  const settings = async () => ({ bucket: own.bucket.place, vault: vault.id, user: 'Ana', accounts: {} });
  // It remembers nothing of before: what lies in the bucket must do.
  const memory = {
    get: async () => ({ isWithdrawn: false, claims: new Set<string>() }),
    claimed: async () => undefined,
  };
  const server = () => new LinkDesk({ settings, vault: async () => vault }, memory);
  const { link: seen } = await server().look(id);
  const keys = await deriveLinkKeys(secret, null, '', work);
  const [a, b] = openLinkBox(keys, { ...seen, vaultId: vault.id, linkId: id }, seen.box).files.map(({ key }) => key);
  const { signal } = new AbortController();
  const fetch = async (desk: LinkDesk, token: Buffer, key: string) => {
    const { body, left } = await desk.fetch(id, token, key, { signal });
    body.destroy();
    return left;
  };
  const pass = (ms: number) => (now += ms);
  return { id, proof: keys.proof, a: a!, b: b!, server, fetch, pass, now: () => now, links: computer.links };
}

test('a claim lasts ten minutes, longer for what is fetched, and then opens nothing (format 5.4)', async () => {
  const { id, proof, a, b, server, fetch, pass, now } = await open();
  const [desk, token] = [server(), randomBytes(32)];
  expect(await desk.claim(id, proof, token)).toEqual({ n: 0, until: now() + 10 * MINUTE });
  expect(await fetch(desk, token, a)).toBe(10 * MINUTE + 4_000);
  pass(10 * MINUTE + 3_000);
  expect(await fetch(desk, token, a)).toBe(1_000);
  // The second file adds its share, and the first asked for again adds none.
  expect(await fetch(desk, token, b)).toBe(1_000 + 5_000);
  expect(await desk.claim(id, proof, token)).toMatchObject({ n: 0, until: now() + 6_000 });
  pass(6_000);
  await expect(fetch(desk, token, a)).rejects.toMatchObject({ code: 'no-claim' });
  await expect(desk.claim(id, proof, token)).rejects.toMatchObject({ code: 'link-used' });
});

test('another server of the vault knows the claim, and counts what it is asked for itself', async () => {
  const { id, proof, a, server, fetch, pass } = await open();
  const token = randomBytes(32);
  await server().claim(id, proof, token);
  pass(10 * MINUTE + 3_000);
  expect(await fetch(server(), token, a)).toBe(1_000);
  pass(1_000);
  await expect(fetch(server(), token, a)).rejects.toMatchObject({ code: 'no-claim' });
});

test('a token that claimed nothing opens nothing, and a withdrawn link not even to who had claimed it', async () => {
  const { id, proof, a, server, fetch, links } = await open();
  const [desk, token] = [server(), randomBytes(32)];
  await desk.claim(id, proof, token);
  await expect(fetch(desk, randomBytes(32), a)).rejects.toMatchObject({ code: 'no-claim' });
  expect(await fetch(desk, token, a)).toBeGreaterThan(0);
  await links.withdraw(id);
  await expect(fetch(desk, token, a)).rejects.toMatchObject({ code: 'link-gone' });
});
