import { get } from 'node:https';
import { onTestFinished } from 'vitest';
import type { TransferView } from '../contract/transfers.ts';
import { type TestServer, until } from './test-server.ts';

/** For tests: what a transfer came to, when it is over. */
export async function ended(
  server: TestServer,
  kind: 'uploads' | 'downloads' | 'checks',
  id: unknown,
  token: string,
): Promise<TransferView> {
  return until(`the end of ${kind} ${String(id)}`, async () => {
    const { json } = await server.api('GET', `/api/${kind}`, token);
    const { transfers } = json as unknown as { transfers: TransferView[] };
    return transfers.find((transfer) => transfer.id === id && transfer.ended !== null);
  });
}

/** For tests: listens to /api/events. */
export async function listen(server: TestServer, token: string) {
  const events: { event: string; data: TransferView }[] = [];
  let text = '';
  const state = { ended: false };
  const headers = { authorization: `Bearer ${token}`, 'latchkey-local': server.local, accept: 'text/event-stream' };
  const { port, ca } = server;
  const request = get({ host: '127.0.0.1', port, path: '/api/events', ca, headers, agent: false });
  const started = new Promise<Record<string, unknown>>((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      resolve({ status: response.statusCode, ...response.headers });
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const whole = text.split('\n\n');
        text = whole.pop() ?? '';
        for (const message of whole) {
          const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(message) ?? [];
          if (event !== undefined && data !== undefined) events.push({ event, data: JSON.parse(data) as TransferView });
        }
      });
      response.on('close', () => (state.ended = true)).on('error', () => undefined);
    });
  });
  onTestFinished(() => void request.destroy());
  const head = await started;
  await until('the word "ready"', () => events.find(({ event }) => event === 'ready'));
  return { events, head, state, close: () => request.destroy() };
}
