import { readFile } from 'node:fs/promises';

/**
 * Which user of this computer holds the other end of a loopback connection, from Linux's own table; undefined where it is not in it. The server reads and writes files with its owner's rights, so another user must not be
 * able to ask it to.
 * @param peerPort the caller's port @param ownPort the server's
 */
export async function peerOwner(peerPort: number, ownPort: number): Promise<number | undefined> {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'latin1').catch(() => '');
    for (const line of text.split('\n')) {
      // sl, local address, remote address, state, queues, timer, retransmits, uid (proc_net_tcp in the kernel's documentation)
      const [, local = '', remote = '', , , , , uid] = line.trim().split(/\s+/);
      if (local.endsWith(`:${hex(peerPort)}`) && remote.endsWith(`:${hex(ownPort)}`)) return Number(uid);
    }
  }
  return undefined;
}
