import { expect, test } from 'vitest';
import { readAddress } from './address.ts';

const id = '7d317ea964b1433dda7a47b4f0017e04';
const secret = 'L1rUiEGJXV4T3Fg2smui843z0OlI3PCd5UN5bq9mSTU';

test('an address says which link, and what opens it', () => {
  const address = readAddress({ pathname: `/d/${id}`, hash: `#${secret}` });
  expect(address?.id).toBe(id);
  expect(Buffer.from(address!.secret!).toString('base64url')).toBe(secret);
});

test.each([
  ['missing', ''],
  ['cut', `#${secret.slice(0, -1)}`],
  ['too long', `#${secret}A`],
  ['of other letters', `#${secret.slice(0, -1)}+`],
  ['in another spelling of the same bytes', `#${secret.slice(0, -1)}V`],
])('a secret that is %s is none', (_, hash) => {
  expect(readAddress({ pathname: `/d/${id}`, hash })).toEqual({ id, secret: undefined });
});

test.each(['/', '/d/', `/d/${id.toUpperCase()}`, `/d/${id}0`, `/x/${id}`, `/d/${id}/state`])(
  '%s is no link',
  (path) => {
    expect(readAddress({ pathname: path, hash: `#${secret}` })).toBeUndefined();
  },
);
