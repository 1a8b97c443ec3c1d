import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Both ends of a connection as the server sees them. */
export type Ends = {
  readonly [Key in 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort']?: Socket[Key] | undefined;
};

/** The state in which a row names its owner: a socket that its program closed is told as the administrator's. */
const ESTABLISHED = '01';

/**
 * The system hands out the table in pieces, and a row can slip between two of them while other connections come and go: the longer the
 * table and the busier the computer, the more often. A row that is there at all is met within a few looks. Milliseconds.
 */
const PAUSES = [0, 5, 20, 50, 100];

/**
 * Which user of this computer holds the other end of a loopback connection, from Linux's own table; undefined where it is not in it, or
 * was closed already. The server reads and writes files with its owner's rights, so another user must not be able to ask it to.
 */
export async function peerOwner(ends: Ends): Promise<number | undefined> {
  for (const pause of PAUSES) {
    const owner = await look(ends);
    if (owner !== undefined) return owner;
    await wait(pause);
  }
  return look(ends);
}

async function look(ends: Ends): Promise<number | undefined> {
  const [peers, owns] = [endpoints(ends.remoteAddress, ends.remotePort), endpoints(ends.localAddress, ends.localPort)];
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'latin1').catch(() => '');
    for (const line of text.split('\n')) {
      // sl, local address, remote address, state, queues, timer, retransmits, uid (proc_net_tcp in the kernel's documentation)
      const [, local = '', remote = '', state, , , , uid] = line.trim().split(/\s+/);
      // Whole addresses: all of 127.0.0.0/8 is this computer, and another user may hold the same two ports on it.
      if (state === ESTABLISHED && peers.includes(local) && owns.includes(remote)) return Number(uid);
    }
  }
  return undefined;
}

/** A loopback endpoint as the tables write it: words of 32 bits in the processor's order, an IPv4 address also inside an IPv6 one. */
function endpoints(address = '', port = 0): string[] {
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  const v4 = /(?:^|:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)?.slice(1);
  const word = v4
    ?.map((part) => hex(Number(part), 2))
    .toReversed()
    .join('');
  const forms = word === undefined ? [] : [word, `0000000000000000FFFF0000${word}`];
  if (address === '::1') forms.push('00000000000000000000000001000000');
  return forms.map((form) => `${form}:${hex(port, 4)}`);
}
