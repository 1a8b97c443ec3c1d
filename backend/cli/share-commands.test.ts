import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openBucket } from '../buckets/address.ts';
import { TestPeople } from '../vault/test-people.ts';
import { keysOf } from '../vault/test-vault.ts';
import { makeOrJoinVault } from '../vault/vault.ts';
import { errorCodes, expectDone, expectRefusal, TestCli } from './test-cli.ts';

/** Ann's command line with a file in the vault, and Ben's on a computer of his own. */
async function setUp() {
  const cli = await TestCli.withVault();
  const ben = { home: cli.path('home of ben') };
  await cli.account('Ben', ben.home);
  await cli.write('a.txt', 'the fjord');
  expectDone(await cli.run(['put', 'a.txt', '--to', 'Trip', '--key', 'key.json']));
  const asBen = (...args: string[]) => cli.run(args, ben);
  return { cli, asBen };
}
const SHARE = ['share', 'Trip', '--with', 'Ben', '--key', 'key.json'];
const WORDS = /^([a-z-]+ ){5}[a-z-]+$/m;

test('a file is shared, listed, saved without a key file, and taken back', async () => {
  const { cli, asBen } = await setUp();
  const [own] = WORDS.exec((await asBen('fingerprint')).stdout)!;
  const shared = await cli.run(SHARE);
  // A script compares nothing: it is told the words that were pinned.
  expect(shared).toMatchObject({ code: 0, stdout: '1 file shared with Ben.\n' });
  expect(shared.stderr).toBe(`The six words of Ben: ${own}. Compare them: this is the first time.\n`);
  expect((await cli.run(['shares'])).stdout).toBe('to Ben  Trip/a.txt\n');
  expect((await asBen('shares')).stdout).toBe(
    `from Ann  ${'9'.padStart(14)}  Trip/a.txt  (compare their words first)\n`,
  );
  const got = await asBen('get', '--shared', 'Trip', '--from', 'Ann', '--to', 'out');
  expect(got.code).toBe(0);
  expect(await readFile(cli.path('out/Trip/a.txt'), 'utf8')).toBe('the fjord');
  const { received, given } = JSON.parse((await asBen('shares', '--json')).stdout) as Record<string, object[]>;
  expect(received).toMatchObject([{ path: 'Trip/a.txt', from: 'Ann', compared: true, size: 9 }]);
  expect(given).toEqual([]);
  expectRefusal(await asBen('get', '--shared', 'Trip', '--to', 'out'), 7, 'exists');
  expectDone(await asBen('unshare', 'Trip/a.txt', '--received'));
  expect(await asBen('shares')).toMatchObject({ code: 0, stdout: '' });
  await cli.run(SHARE);
  expectDone(await cli.run(['unshare', 'Trip', '--with', 'ben']));
  expectRefusal(await asBen('get', '--shared', 'Trip'), 3, 'not-found');
  // Neither says which of two things is meant.
  expectRefusal(await asBen('unshare', 'Trip/a.txt'), 2, 'usage');
  expectRefusal(await cli.run(['get', 'Trip']), 2, 'usage');
});

test('other keys than those that were compared stop sharing, until they are accepted', async () => {
  const { cli, asBen } = await setUp();
  await cli.run(SHARE);
  const [before] = WORDS.exec((await cli.run(['fingerprint', 'Ben'])).stdout)!;
  // The bucket puts another account in the place of his.
  const people = TestPeople.in(await makeOrJoinVault(openBucket(cli.bucket, { create: false })));
  await people.join('Ben', 'Mallory');
  expectRefusal(await cli.run(SHARE), 5, 'changed-fingerprint');
  const told = await cli.run(['fingerprint', 'Ben']);
  expect(told).toMatchObject({ code: 5, stdout: expect.stringContaining(`Before they were: ${before}`) as string });
  expect(errorCodes(told)).toEqual(['changed-fingerprint']);
  expectDone(await cli.run(['fingerprint', 'Ben', '--accept']));
  expectDone(await cli.run(SHARE));
  expect(await keysOf(people.bucket, 'shares/')).toHaveLength(1);
  // Ben himself finds that his account is not his.
  expectRefusal(await asBen('shares'), 4, 'wrong-password');
});

test('a changed password opens the account, and the old one does not', async () => {
  const cli = await TestCli.withVault();
  const refused = await cli.run(['user', 'passwd'], { password: 'not it', newPassword: 'seven quiet harbour boats' });
  expectRefusal(refused, 4, 'wrong-password');
  expect((await cli.run(['user', 'passwd'], { newPassword: 'seven quiet harbour boats' })).code).toBe(0);
  expectRefusal(await cli.run(['ls']), 4, 'wrong-password');
  expectDone(await cli.run(['ls'], { password: 'seven quiet harbour boats' }));
});
