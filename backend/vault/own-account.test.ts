import { expect, test } from 'vitest';
import { sealAccountRecord } from '../../keys/account-record.ts';
import { PasswordWork } from '../../keys/password.ts';
import { faulty } from '../buckets/faulty.ts';
import { createAccount, openAccount } from './account.ts';
import { accountVault } from './account-vault.ts';
import { before, keysOf, once, path, temporaryBucket, TEST_COST } from './test-vault.ts';
import { newKeyFile } from '../../keys/key-file.ts';
import { makeOrJoinVault } from './vault.ts';
import { OwnAccount } from './own-account.ts';
import { TestPeople } from './test-people.ts';

const pin = (name: string) => (keyring: { pins: Readonly<Record<string, unknown>> }) => ({
  ...(keyring as Parameters<Parameters<OwnAccount['change']>[0]>[0]),
  pins: { ...keyring.pins, [name]: { fingerprint: name } },
});

test('two clients that change an account at once lose nothing: the slower one reads and applies again (format 5.2)', async () => {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  const quick = new OwnAccount(people.vault, account);
  // At the very moment the slow one creates its revision the quick one has made it.
  const bucket = before(people.bucket, 'put', /^accounts\//, () => quick.change(pin('quick')));
  const slow = new OwnAccount({ ...people.vault, bucket }, account);
  await slow.change(pin('slow'));
  expect(slow.opened.record.revision).toBe(3);
  expect(Object.keys(slow.keyring.pins)).toEqual(['quick', 'slow']);
  await quick.refresh();
  expect(quick.keyring).toEqual(slow.keyring);
});

test('of many changes at once on several computers each one stands in the end (format 5.2)', async () => {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  const computers = [1, 2, 3].map(() => new OwnAccount(people.vault, account));
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  await Promise.all(names.map((name, index) => computers[index % 3]!.change(pin(name))));
  await computers[0]!.refresh();
  expect(Object.keys(computers[0]!.keyring.pins).sort()).toEqual(names);
  expect(await keysOf(people.bucket, 'accounts/')).toHaveLength(7);
});

test('a revision whose answer was lost is found to be made, and not made twice (format 3.9)', async () => {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  const losing = faulty(people.bucket, [{ on: 'put', fault: { kind: 'lost', code: 'unreachable' } }]);
  const own = new OwnAccount({ ...people.vault, bucket: losing }, account);
  await own.change(pin('once'));
  expect(await keysOf(people.bucket, 'accounts/')).toHaveLength(2);
  expect(own.opened.record.revision).toBe(2);
});

test('a change that changes nothing writes nothing, and unknown members stay', async () => {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  const { record, keyring, boxKey } = account;
  const text = sealAccountRecord(people.vault.id, 2, keyring, record.kdf, boxKey, { later: [1] });
  await people.bucket.put(people.vault.layout.account(record.id, 2), Buffer.from(text));
  const own = new OwnAccount(people.vault, account);
  await own.change((same) => same);
  expect(await keysOf(people.bucket, 'accounts/')).toHaveLength(2);
  await own.change(pin('one'));
  expect(own.opened.record.members['later']).toEqual([1]);
});

test('an account that went back is an alarm, and a forged revision is refused (format 5.2)', async () => {
  const people = await TestPeople.make();
  const account = await people.join('Ana');
  const own = new OwnAccount(people.vault, account);
  await own.change(pin('one'));
  const { layout, bucket } = people.vault;
  await bucket.delete(layout.account(own.id, 2));
  await expect(own.refresh()).rejects.toMatchObject({ code: 'rolled-back' });
  await expect(own.change(pin('two'))).rejects.toMatchObject({ code: 'rolled-back' });
  const forged = (await people.join('Mallory')).boxKey;
  const { kdf } = account.record;
  await bucket.put(
    layout.account(own.id, 3),
    Buffer.from(sealAccountRecord(people.vault.id, 3, own.keyring, kdf, forged)),
  );
  await expect(own.refresh()).rejects.toMatchObject({ code: 'tampered' });
});

test('a changed password touches no file, and the session goes on; the old one opens nothing any more (format 5.2)', async () => {
  const vault = await makeOrJoinVault(await temporaryBucket());
  const deps = { vault, work: new PasswordWork(), cost: TEST_COST };
  const seen: number[] = [];
  const note = async ({ revision }: { revision: number }) => void seen.push(revision);
  const account = await createAccount(deps, 'ana', 'the old one');
  const ana = accountVault(vault, account, {}, note);
  await ana.catalog.refresh();
  const keyFile = newKeyFile('k', new Date(0));
  await ana.content.put(keyFile, { path: path('a'), size: 1, modified: 1, bytes: once(Buffer.from('a')) });
  const files = await keysOf(vault.bucket, 'files/');
  const wrong = ana.own.changePassword(deps, 'not the old one', 'the new one');
  await expect(wrong).rejects.toMatchObject({ code: 'wrong-password' });
  await ana.own.changePassword(deps, 'the old one', 'the new one');
  expect(await keysOf(vault.bucket, 'files/')).toEqual(files);
  expect(seen).toEqual([2]);
  await ana.own.change(pin('goes on'));
  await expect(openAccount(deps, 'ana', 'the old one')).rejects.toMatchObject({ code: 'wrong-password' });
  const opened = await openAccount(deps, 'ana', 'the new one');
  expect(opened.keyring).toEqual(ana.own.keyring);
  expect(opened.record.revision).toBe(3);
  // A session of another computer cannot go on changing: it is told to log in again.
  const elsewhere = new OwnAccount(vault, account);
  await expect(elsewhere.change(pin('late'))).rejects.toMatchObject({ code: 'old-password' });
  elsewhere.renew(opened);
  await elsewhere.change(pin('late'));
  expect(Object.keys(elsewhere.keyring.pins)).toEqual(['goes on', 'late']);
});
