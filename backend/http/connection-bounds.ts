import type { Server } from 'node:net';
import { networkOf, sideOf } from './caller.ts';

/** From other computers. Each costs memory and a file of the process; systems allow 1,024 of these by default, and the bucket needs some. */
export const MAX_CONNECTIONS = 600;
/** From one network address: browsers open six at a time, and a household or an office may share an address. */
export const MAX_OF_NETWORK = 200;

/** One address cannot take all connections, nor all others together those of this computer's own user. */
export function boundConnections(server: Server): void {
  const open = new Map<string, number>();
  let all = 0;
  server.on('connection', (socket) => {
    if (sideOf({ socket }) === 'local') return;
    const network = networkOf({ socket });
    const count = (open.get(network) ?? 0) + 1;
    open.set(network, count);
    all += 1;
    socket.once('close', () => {
      all -= 1;
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
    if (count > MAX_OF_NETWORK || all > MAX_CONNECTIONS) socket.destroy();
  });
}
