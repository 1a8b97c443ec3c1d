import { networkInterfaces } from 'node:os';

const isNetworkRequired = (process.env['LATCHKEY_REQUIRE'] ?? '').split(',').includes('network');

/**
 * For tests: this computer's address in the network, at which a call is one of another computer; undefined where it has none, which
 * `LATCHKEY_REQUIRE=network` makes a failure.
 */
export function networkAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  const found = all.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  if (found === undefined && isNetworkRequired)
    throw new Error('LATCHKEY_REQUIRE=network, and there is no address in one');
  return found;
}
