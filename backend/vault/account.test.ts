import { expect, test } from 'vitest';
import { accountId, sealAccountRecord } from '../../keys/account-record.ts';
import { newKeyFile } from '../../keys/key-file.ts';
import { PasswordWork } from '../../keys/password.ts';
import { faulty } from '../buckets/faulty.ts';
import { createAccount, findAccount, MAX_USERNAME_BYTES, openAccount, toUsername } from './account.ts';
import { accountVault } from './account-vault.ts';
import { bytesOf, keysOf, once, path, temporaryBucket, TEST_COST } from './test-vault.ts';
import { makeOrJoinVault, openVault } from './vault.ts';

async function setUp() {
  const bucket = await temporaryBucket();
  const vault = await makeOrJoinVault(bucket);
  return { bucket, vault, deps: { vault, work: new PasswordWork(), cost: TEST_COST } };
}

test('an account opens on another computer with its password alone, by its name in any case (format 5.1)', async () => {
  const { bucket, vault, deps } = await setUp();
  const made = await createAccount(deps, 'Zoë', 'a password');
  expect(await keysOf(bucket, 'accounts/')).toEqual([`accounts/${accountId(vault.id, 'zoë')}.0000000001.json`]);
  const elsewhere = { ...deps, vault: await openVault(bucket), work: new PasswordWork() };
  const opened = await openAccount(elsewhere, ' ZOE\u0308 ', 'a password');
  expect(opened.keyring).toEqual(made.keyring);
  expect(opened.record.revision).toBe(1);
});

test('accounts of one vault cannot read each other’s names (format 3.1)', async () => {
  const { vault, deps } = await setUp();
  const [ana, ben] = [await createAccount(deps, 'ana', 'one'), await createAccount(deps, 'ben', 'two')];
  const keyFile = newKeyFile('shared by both', new Date(0));
  const [hers, his] = [accountVault(vault, ana), accountVault(vault, ben)];
  await hers.catalog.refresh();
  await hers.content.put(keyFile, { path: path('a'), size: 1, modified: 1, bytes: once(Buffer.from('a')) });
  await his.catalog.refresh();
  expect(his.catalog.index('live').newest()).toEqual([]);
  // With her id and his name keys: all there is to see is that something is there.
  const spying = accountVault(vault, { ...ana, keyring: ben.keyring });
  await spying.catalog.refresh();
  expect(spying.catalog.index('live').newest()).toEqual([]);
  expect(spying.catalog.damage()).toMatchObject([{ code: 'tampered', path: undefined }]);
});

test('a name that is not there and a wrong password say the same, and both derive a key', async () => {
  const { deps } = await setUp();
  await createAccount(deps, 'ana', 'right');
  const work = new PasswordWork();
  let derivations = 0;
  const counted = { ...deps, work: Object.assign(work, { derive: countDerive(work, () => (derivations += 1)) }) };
  const errors = [];
  for (const [name, password] of [
    ['ana', 'wrong'],
    ['ben', 'right'],
  ] as const) {
    errors.push(await openAccount(counted, name, password).catch((error: unknown) => error));
  }
  expect(errors[0]).toMatchObject({ name: 'SealError', code: 'wrong-password' });
  expect(errors[1]).toEqual(errors[0]);
  expect(derivations).toBe(2);
});

function countDerive(work: PasswordWork, count: () => void): PasswordWork['derive'] {
  const derive = work.derive.bind(work);
  return (password, kdf) => (count(), derive(password, kdf));
}

test('of two who create one name at once exactly one wins, and the other one’s password opens nothing (format 3.9)', async () => {
  const { bucket, deps } = await setUp();
  const passwords = ['first', 'second', 'third'];
  const results = await Promise.allSettled(
    passwords.map((password) =>
      createAccount({ ...deps, work: new PasswordWork() }, password === 'second' ? 'ANA' : 'ana', password),
    ),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await keysOf(bucket, 'accounts/')).toHaveLength(1);
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'VaultError', code: 'exists' });
    const opened = openAccount(deps, 'ana', passwords[index]!);
    if (result.status === 'fulfilled') expect((await opened).keyring).toEqual(result.value.keyring);
    else await expect(opened).rejects.toMatchObject({ code: 'wrong-password' });
  }
});

test('a name that was taken stays as it was (format 3.9)', async () => {
  const { bucket, deps } = await setUp();
  await createAccount(deps, 'ana', 'first');
  const [key] = await keysOf(bucket, 'accounts/');
  const before = await bytesOf(bucket, key!);
  await expect(createAccount(deps, 'Ana', 'second')).rejects.toMatchObject({ code: 'exists' });
  // Also where the listing does not show it.
  const blind = faulty(bucket, [{ on: 'list', fault: { kind: 'hide', keys: /^accounts/ } }]);
  const unseen = { ...deps, vault: { ...deps.vault, bucket: blind } };
  await expect(createAccount(unseen, 'ana', 'third')).rejects.toMatchObject({ code: 'exists' });
  expect((await bytesOf(bucket, key!)).equals(before)).toBe(true);
});

test('an answer lost after the record was created is a success; one never created is an error (format 3.9)', async () => {
  const { bucket, deps } = await setUp();
  const rule = (kind: 'lost' | 'fail') => [{ on: 'put', fault: { kind, code: 'unreachable' } } as const];
  const failing = { ...deps, vault: { ...deps.vault, bucket: faulty(bucket, rule('fail')) } };
  await expect(createAccount(failing, 'ana', 'pass')).rejects.toMatchObject({ code: 'unreachable' });
  expect(await keysOf(bucket, 'accounts/')).toEqual([]);
  const losing = { ...deps, vault: { ...deps.vault, bucket: faulty(bucket, rule('lost')) } };
  const made = await createAccount(losing, 'ana', 'pass');
  expect((await openAccount(deps, 'ana', 'pass')).keyring).toEqual(made.keyring);
});

test('the highest revision counts, and going back behind a remembered one is a rollback (format 5.2)', async () => {
  const { bucket, vault, deps } = await setUp();
  const first = await createAccount(deps, 'ana', 'old');
  const { id } = first.record;
  const seal = (revision: number, name: string) =>
    Buffer.from(
      sealAccountRecord(vault.id, revision, { ...first.keyring, pins: { name } }, first.record.kdf, first.boxKey),
    );
  await bucket.put(vault.layout.account(id, 2), seal(2, 'two'));
  // 10 sorts before 9 as text without its zeros.
  await bucket.put(vault.layout.account(id, 10), seal(10, 'ten'));
  await bucket.put(vault.layout.account(id, 9), seal(9, 'nine'));
  await bucket.put(`accounts/${id}.0000000011.json.bak`, seal(11, 'a copy'));
  expect((await openAccount(deps, 'ana', 'old', { [id]: 10 })).keyring.pins).toEqual({ name: 'ten' });
  await bucket.delete(vault.layout.account(id, 10));
  expect((await openAccount(deps, 'ana', 'old')).record.revision).toBe(9);
  const back = openAccount(deps, 'ana', 'old', { [id]: 10 });
  await expect(back).rejects.toMatchObject({ name: 'VaultError', code: 'rolled-back' });
  for (const key of await keysOf(bucket, 'accounts/')) await bucket.delete(key);
  await expect(openAccount(deps, 'ana', 'old', { [id]: 1 })).rejects.toMatchObject({ code: 'rolled-back' });
});

test('a record under another account’s or revision’s key, or one too large, is tampered (format 5.2)', async () => {
  const { bucket, vault, deps } = await setUp();
  const ana = await createAccount(deps, 'ana', 'one');
  const hers = await bytesOf(bucket, vault.layout.account(ana.record.id, 1));
  await bucket.put(vault.layout.account(accountId(vault.id, 'ben'), 1), hers);
  const tampered = { name: 'SealError', code: 'tampered' };
  await expect(openAccount(deps, 'ben', 'one')).rejects.toMatchObject(tampered);
  await bucket.put(vault.layout.account(ana.record.id, 2), hers);
  await expect(openAccount(deps, 'ana', 'one')).rejects.toMatchObject(tampered);
  await bucket.put(vault.layout.account(ana.record.id, 2), Buffer.alloc(1024 * 1024 + 1, ' '));
  await expect(findAccount(vault, 'ana')).rejects.toMatchObject(tampered);
  await bucket.delete(vault.layout.account(ana.record.id, 2));
  // Relabelled inside as well, it still does not open: the revision is under the tag.
  const relabelled = hers.toString().replace('"revision":1', '"revision":2');
  expect(relabelled).not.toBe(hers.toString());
  await bucket.put(vault.layout.account(ana.record.id, 2), Buffer.from(relabelled));
  await expect(openAccount(deps, 'ana', 'one')).rejects.toMatchObject({ code: 'wrong-password' });
});

test('a name has 1 to 128 bytes after composing and trimming, and no control character (format 5.1)', () => {
  expect(toUsername('x'.repeat(MAX_USERNAME_BYTES))).toHaveLength(128);
  expect(toUsername('é'.repeat(64))).toBe('é'.repeat(64));
  expect(toUsername(`  ${'x'.repeat(128)}\u3000`)).toBe('x'.repeat(128));
  expect(toUsername('Ａｎａ')).toBe('Ana');
  const refused = [
    'x'.repeat(129),
    `${'é'.repeat(64)}x`,
    '',
    ' ',
    '\u3000',
    'a\nb',
    'a\0',
    'a\u007f',
    'a\u0085b',
    'a\ud800',
  ];
  for (const name of refused) {
    expect(() => toUsername(name), JSON.stringify(name)).toThrow(expect.objectContaining({ code: 'invalid-name' }));
  }
});
