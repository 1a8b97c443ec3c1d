import { expect, test } from 'vitest';
import { deriveLinkKeys, newLinkSecret, sealLinkBox } from '../link.ts';
import { PasswordWork } from '../password.ts';
import { linkKeys, openLinkBox, parseLinkSecret } from './link.ts';

/** What a page reads of a sender whom the maker of a link wrote so. */
async function senderOf(sender: string | undefined): Promise<string | undefined> {
  const terms = { vaultId: 'aa'.repeat(16), linkId: 'bb'.repeat(16), expiry: 1, downloads: 1 };
  const record = { p: 'a.txt', s: 1, m: 0, k: 'cc'.repeat(16) };
  const files = [{ objectKey: Buffer.alloc(32), key: `files/${'dd'.repeat(16)}/${'ee'.repeat(16)}.x`, record }];
  const secret = newLinkSecret();
  const keys = await deriveLinkKeys(secret, null, '', new PasswordWork());
  const box = new Uint8Array(sealLinkBox(keys, terms, { files, sender }));
  const { boxKey } = await linkKeys(parseLinkSecret(secret)!);
  return (await openLinkBox(boxKey, terms, box, 'tampered')).sender;
}

test.each([
  ['Mira', 'Mira'],
  ['Anne-Lise O’Brien', 'Anne-Lise O’Brien'],
  ['मीरा', 'मीरा'],
  ['עדה', 'עדה'],
  [undefined, undefined],
  ['', undefined],
  ['  ', undefined],
  ['a\u202egpj.exe', undefined],
  ['Mira\n\nYour bank', undefined],
  ['x'.repeat(101), undefined],
])('of the sender %j is read %j', async (written, read) => {
  expect(await senderOf(written)).toBe(read);
});
