import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { expectDone, TestCli } from './test-cli.ts';

const token = () => `sk_live_${randomBytes(12).toString('hex')}`;

test('scan tells each file with its lines, masked, and ends well whatever it finds', async () => {
  const cli = await TestCli.make();
  const secret = token();
  await mkdir(cli.path('app'));
  await cli.write('app/notes.txt', `one\ntwo ${secret}\n`);
  await cli.write('app/plain.txt', 'nothing\n');
  expectDone(await cli.run(['key', 'new', 'app/a.key.json']));
  const answer = await cli.run(['scan', 'app', 'gone']);
  expectDone(answer);
  const lines = answer.stdout.trimEnd().split('\n');
  expect(lines).toContain(cli.path('app/notes.txt'));
  expect(lines).toContain(
    `  line 2: This looks like an access token of Stripe. Whoever gets it can act in its owner’s name. (sk_…${secret.slice(-2)})`,
  );
  expect(lines[lines.indexOf(cli.path('app/a.key.json')) + 1]).toMatch(/^ {2}This is a Latchkey key file\./);
  expect(lines[lines.indexOf(cli.path('gone')) + 1]).toBe('  This file was not looked at: it cannot be read.');
  expect(lines.at(-1)).toBe('3 files looked at. Nothing was sent or changed.');
  expect(answer.stdout).not.toContain(secret.slice(3, -2));
});

test('scan --json tells the same to programs, and nothing of files without findings', async () => {
  const cli = await TestCli.make();
  const secret = token();
  await cli.write('a.txt', secret);
  await cli.write('b.txt', 'nothing');
  const answer = await cli.run(['scan', 'a.txt', 'b.txt', '--json']);
  expectDone(answer);
  expect(JSON.parse(answer.stdout)).toEqual([
    {
      path: cli.path('a.txt'),
      findings: [
        {
          kind: 'service-token',
          service: 'Stripe',
          line: 1,
          excerpt: `sk_…${secret.slice(-2)}`,
          sentence: expect.stringContaining('Stripe') as string,
        },
      ],
    },
  ]);
});
