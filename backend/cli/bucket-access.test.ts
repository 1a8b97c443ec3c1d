import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { noCeph, TestCeph } from '../buckets/test-ceph.ts';
import { type Answer, expectDone, expectRefusal, PASSWORD, TestCli } from './test-cli.ts';
import { hasScript, inTerminal } from './test-terminal.ts';

const WRONG = 'a secret that opens nothing';
/** What a computer has that was never set up for S3. */
const BARE = { AWS_EC2_METADATA_DISABLED: 'true' };

/** In this process, with only this of what S3's tools read. */
async function inside(cli: TestCli, args: string[], env: Readonly<Record<string, string>>): Promise<Answer> {
  const nothing = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: undefined };
  const files = { AWS_CONFIG_FILE: cli.path('no-config'), AWS_SHARED_CREDENTIALS_FILE: cli.path('no-credentials') };
  for (const [name, value] of Object.entries({ ...nothing, ...files, ...env })) vi.stubEnv(name, value);
  try {
    return await cli.run(args);
  } finally {
    vi.unstubAllEnvs();
  }
}

describe.skipIf(noCeph !== undefined)(`a bucket from the command line ${noCeph ?? ''}`, () => {
  let ceph: TestCeph;
  let keys: Record<string, string>;
  beforeAll(async () => {
    ceph = await TestCeph.start();
    const { accessKeyId, secretAccessKey } = ceph.user;
    keys = { ...BARE, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  });
  afterAll(async () => await ceph.stop());

  const addressIn = (bucket: string, endpoint = ceph.endpoint) =>
    `s3://${bucket}/vault?endpoint=${endpoint}&region=${ceph.region}`;
  const init = (address: string, ...more: string[]) => ['init', '--bucket', address, '--user', 'Ann', ...more];

  test('its key comes from the environment or a profile file: init, put, ls, and get on a second computer', async () => {
    const cli = await TestCli.make();
    const [bucket, second] = [await ceph.makeBucket(), { ...BARE, LATCHKEY_HOME: cli.path('second') }];
    const trust = new X509Certificate(ceph.certificate.cert).fingerprint256;
    const address = addressIn(bucket, ceph.tlsEndpoint);
    const untrusted = await inside(cli, init(address), keys);
    expectRefusal(untrusted, 6, 'tls-untrusted');
    expect(untrusted.stderr).toContain(`--trust ${trust}`);
    const made = await inside(cli, init(address, '--trust', trust), keys);
    expectDone(made);
    expect(made.stdout).toContain(`Made a vault in s3://${bucket}/vault.`);
    await cli.run(['key', 'new', 'key.json']);
    await cli.write('letter', 'Dear Ben');
    expectDone(await inside(cli, ['put', 'letter', '--key', 'key.json'], keys));

    await mkdir(cli.path('.aws'));
    const { accessKeyId, secretAccessKey } = ceph.user;
    const profile = `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
    await writeFile(cli.path('.aws/credentials'), profile);
    expectDone(await cli.call(init(address, '--trust', trust), { env: second }));
    expectDone(await cli.call(['get', 'letter', '--key', 'key.json', '--to', 'out'], { env: second }));
    expect(await readFile(cli.path('out/letter'), 'utf8')).toBe('Dear Ben');
    for (const home of ['home', 'second']) {
      for (const name of await cli.tree(home)) {
        const path = cli.path(home, name);
        if ((await stat(path)).isFile()) expect(await readFile(path, 'latin1'), path).not.toContain(secretAccessKey);
      }
    }
  });

  test('without a key, or with a wrong one, nothing is made, and the secret is not repeated', async () => {
    const cli = await TestCli.make();
    const address = addressIn(await ceph.makeBucket());
    const none = await inside(cli, init(address), BARE);
    expectRefusal(none, 6, 'wrong-secret');
    expect(none.stderr).toContain('AWS_ACCESS_KEY_ID');
    const wrong = await inside(cli, init(address), { ...keys, AWS_SECRET_ACCESS_KEY: WRONG });
    expectRefusal(wrong, 6, 'wrong-secret');
    expect(wrong.stderr).not.toContain(WRONG);
    expectRefusal(await inside(cli, init(addressIn('no-such-bucket')), keys), 6, 'no-such-bucket');
    const inAddress = address.replace('s3://', `s3://KEY:${WRONG.replaceAll(' ', '')}@`);
    const told = await inside(cli, init(inAddress), keys);
    expectRefusal(told, 6, 'refused');
    expect(told.stderr).not.toContain(WRONG.replaceAll(' ', ''));
    expect(await cli.tree('home')).toEqual([]);
  });

  test.skipIf(!hasScript)(
    'in a terminal it is asked for, never shown, and kept only where that is wished',
    async () => {
      const cli = await TestCli.make();
      const { accessKeyId, secretAccessKey } = ceph.user;
      const typed = (secret: string): [string, string][] => [
        ['Access key ID', `${accessKeyId}\r`],
        ['Its secret', `${secret}\r`],
      ];
      const command = init(`'${addressIn(await ceph.makeBucket())}'`);
      const unkept = await inTerminal(
        cli,
        command,
        [...typed(WRONG), ['wrong-secret', ''], ...typed(secretAccessKey), ['Keep the access key', 'n']],
        BARE,
      );
      expect([unkept.code, unkept.untyped], unkept.stdout).toEqual([0, 0]);
      expect(await cli.tree('home')).toEqual(['latchkey.json']);
      const asked = await inTerminal(cli, ['ls', '--json'], typed(secretAccessKey), BARE);
      expect([asked.code, asked.untyped], asked.stdout).toEqual([0, 0]);
      const kept = await inTerminal(cli, command, [...typed(secretAccessKey), ['Keep the access key', 'y']], BARE);
      expect([kept.code, kept.untyped], kept.stdout).toEqual([0, 0]);
      for (const { stdout } of [unkept, asked, kept]) {
        for (const secret of [WRONG, secretAccessKey, PASSWORD]) expect(stdout).not.toContain(secret);
      }
      expect((await stat(cli.path('home/state.sqlite'))).mode & 0o777).toBe(0o600);
      expectDone(await cli.call(['ls', '--json'], { env: BARE }));
    },
  );
});
