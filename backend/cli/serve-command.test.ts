import { expect, test } from 'vitest';
import { TestCli } from './test-cli.ts';

test.each([
  [['--cert', 'a.pem'], /--cert and --cert-key together/],
  [['--name', 'photos.example'], /this computer alone/],
  [['--host', '0.0.0.0', '--name', 'https://photos.example'], /a host name/],
  [['--host', '0.0.0.0', '--cert', 'a.pem', '--cert-key', 'b.pem'], /a.pem cannot be read/],
  [['--host', '0.0.0.0', '--cert', 'key.json', '--cert-key', 'key.json'], /cannot be read as PEM/],
])('serve %j is refused with a reason', async (args, reason) => {
  const cli = await TestCli.withVault();
  expect(await cli.run(['serve', ...args])).toMatchObject({ code: 2, stderr: expect.stringMatching(reason) });
});
