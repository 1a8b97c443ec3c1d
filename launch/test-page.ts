import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { newCertificate } from '../backend/http/certificate.ts';
import { LOCAL_COOKIE } from '../backend/contract/session.ts';
import { LocalToken } from '../backend/http/local-token.ts';
import type { RunningServer } from '../backend/http/server.ts';

/** For tests: what the window's first page does, without React. */
export const PAGE_SCRIPT = `
const code = location.hash.slice(1);
history.replaceState(null, '', '/');
const post = (path, body) =>
  fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const let_in = await post('/api/local', { code });
const again = await post('/api/local', { code });
await post('/seen', { status: let_in.status, again: again.status, cookie: document.cookie });
await fetch('/close');
window.close();
`;
export const PAGE = '<!doctype html><title>Latchkey</title><script type="module" src="/page.js"></script>';

export interface Seen {
  /** Of the exchange, and of a second one with the same code. */
  readonly status: number;
  readonly again: number;
  /** What the page's script can read of cookies. */
  readonly cookie: string;
  /** Whether the local token came with the request. */
  readonly isLocal: boolean;
}

/** For tests: a server with the real certificate and the real codes that shows one page. */
export interface PageServer extends RunningServer {
  /** Method and path of every request. */
  readonly requests: string[];
  /** Codes that were handed in. */
  readonly codes: string[];
  /** The page's next report. */
  seen(): Promise<Seen>;
  /** A browser refused the certificate. */
  readonly refused: Promise<unknown>;
  /** Lets the page that asked first close its window, or the next one that asks. */
  closeWindow(): void;
  /** As `/shutdown` would. */
  askStop(): void;
  isClosed: boolean;
}

export async function startPageServer(): Promise<PageServer> {
  const certificate = await newCertificate(new Date());
  const localToken = new LocalToken(() => new Date());
  const [requests, codes, reports]: [string[], string[], Seen[]] = [[], [], []];
  const waiting: ((seen: Seen) => void)[] = [];
  const closing: ServerResponse[] = [];
  let closable = 0;
  const closeOne = () => {
    while (closable > 0 && closing.length > 0) {
      closable -= 1;
      closing.shift()!.writeHead(204).end();
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method, url } = request;
    requests.push(`${method} ${url}`);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (url === '/') return response.setHeader('content-type', 'text/html').end(PAGE);
    if (url === '/page.js') return response.setHeader('content-type', 'text/javascript').end(PAGE_SCRIPT);
    if (url === '/close') {
      closing.push(response);
      return closeOne();
    }
    if (method !== 'POST') return response.writeHead(404).end();
    const body = JSON.parse(text) as Record<string, unknown>;
    if (url === '/api/local') {
      codes.push(String(body['code']));
      const token = localToken.exchange(String(body['code']));
      if (token === undefined) return response.writeHead(401).end();
      const cookie = `${LOCAL_COOKIE}=${token}; Path=/; HttpOnly; Secure; SameSite=Strict`;
      return response.writeHead(204, { 'set-cookie': cookie }).end();
    }
    const isLocal = request.headers.cookie === `${LOCAL_COOKIE}=${localToken.token}`;
    const report = { ...body, isLocal } as Seen;
    const next = waiting.shift();
    if (next === undefined) reports.push(report);
    else next(report);
    return response.writeHead(204).end();
  };
  const server = createServer({ cert: certificate.cert, key: certificate.key, minVersion: 'TLSv1.2' });
  server.on('request', (request, response) => void answer(request, response).catch(() => response.destroy()));
  const refused = once(server, 'tlsClientError');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = Promise.withResolvers<void>();
  const page: PageServer = {
    ...certificate,
    url: `https://127.0.0.1:${port}`,
    port,
    localToken,
    routes: [],
    stopAsked: stop.promise,
    watchTransfers() {},
    holdTransfers() {},
    askStop: stop.resolve,
    closeWindow() {
      closable += 1;
      closeOne();
    },
    requests,
    codes,
    refused,
    isClosed: false,
    seen() {
      const report = reports.shift();
      return report === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(report);
    },
    async close() {
      page.isClosed = true;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return page;
}
