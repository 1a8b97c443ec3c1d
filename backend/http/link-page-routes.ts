import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fromBase64 } from '../../keys/encoding.ts';
import { kdfMembers } from '../../keys/password.ts';
import { BucketError } from '../buckets/errors.ts';
import { LINK_PAGE_POLICY } from '../contract/link-page-policy.ts';
import { LINK_CLAIM_HEADER, LinkClaim, LinkClaimed, LinkId, LinkObject, LinkState } from '../contract/link-page.ts';
import { MAX_FILE_BYTES } from '../contract/limits.ts';
import { VaultError } from '../vault/errors.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { HttpError } from './http-error.ts';
import { LinkDesk } from './link-desk.ts';
import { answers, type Routes } from './routes.ts';
import { WrongTries } from './wrong-tries.ts';

const TOKEN_BYTES = 32;
/** Looks and claims a minute of one address: each asks the bucket. */
const perAddress = { max: 600, timeWindow: '1 minute' };
/** Longest time that a timer takes; who fetches for longer fetches the rest in another request. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What the page behind a download link asks for (format 5.4). Open to whoever has an address; only a claim changes anything. */
export function linkPageRoutes(routes: Routes, { rendererFolder, homeVault, linkMemory, now }: AppDeps): void {
  const [desk, wrong] = [new LinkDesk(homeVault, linkMemory), new WrongTries(now)];

  /** Refuses a caller who was wrong too often, and counts what is wrong. */
  async function counted<T>(request: FastifyRequest<{ Params: LinkId }>, act: () => Promise<T>): Promise<T> {
    const caller = `${request.ip} ${request.params.id}`;
    if (wrong.isOver(caller)) {
      throw new HttpError('rate-limited', 'Too many tries that were wrong. Wait a minute and try again.');
    }
    try {
      return await act();
    } catch (error) {
      if (error instanceof VaultError && ['wrong-proof', 'no-claim'].includes(error.code)) wrong.count(caller);
      throw error;
    }
  }

  routes.route({
    method: ['GET', 'HEAD'],
    url: '/d/:id',
    config: { access: 'window' },
    schema: { params: LinkId, hide: true },
    handler: async (_, reply) => {
      // The same for every id: it says nothing of whether there is such a link.
      const page = rendererFolder && (await readFile(join(rendererFolder, 'link.html')).catch(() => undefined));
      if (page === undefined || page === '') throw new HttpError('no-such-route', 'There is nothing at this address.');
      void reply.header('content-security-policy', LINK_PAGE_POLICY).header('x-robots-tag', 'noindex');
      return reply.type('text/html; charset=utf-8').send(page);
    },
  });

  routes.get(
    '/d/:id/state',
    {
      config: { access: 'window', rateLimit: perAddress },
      schema: { params: LinkId, response: answers(200, LinkState) },
    },
    async ({ params }) => {
      const { link, state, left, vaultId: vault } = await desk.look(params.id);
      const { expiry, downloads, box } = link;
      const kdf = link.kdf && { name: 'scrypt' as const, ...kdfMembers(link.kdf) };
      return { state, expiry, downloads, left, vault, ...(state === 'open' && { kdf, box: box.toString('base64') }) };
    },
  );

  routes.post(
    '/d/:id/claim',
    {
      config: { access: 'window', rateLimit: perAddress },
      schema: { params: LinkId, body: LinkClaim, response: answers(200, LinkClaimed) },
    },
    (request) =>
      counted(request, async () => {
        const [proof, token] = [bytesOf(request.body.proof), bytesOf(request.body.token)];
        if (proof === undefined || token === undefined) throw new HttpError('invalid-request', NOT_BASE64);
        return desk.claim(request.params.id, proof, token);
      }),
  );

  routes.get(
    '/d/:id/object',
    { config: { access: 'window' }, schema: { params: LinkId, querystring: LinkObject, hide: true } },
    (request, reply) =>
      counted(request, async () => {
        const token = bytesOf(request.headers[LINK_CLAIM_HEADER]);
        if (token === undefined) throw new VaultError('no-claim', 'Claim the link first.');
        const { key } = request.query;
        const range = rangeOf(request.headers.range);
        const over = new AbortController();
        const signal = AbortSignal.any([whileConnected(reply), over.signal]);
        try {
          const { info, body, left } = await desk.fetch(request.params.id, token, key, { range, signal });
          void pause(Math.min(left, MAX_TIMER_MS), undefined, { signal: whileConnected(reply), ref: false }).then(
            () => over.abort(),
            () => undefined,
          );
          const [start, end] = [
            range?.start ?? 0,
            Math.min(info.size, (range?.start ?? 0) + (range?.length ?? info.size)),
          ];
          if (range !== undefined)
            void reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${info.size}`);
          void reply.header('accept-ranges', 'bytes').header('content-length', end - start);
          return await reply.type('application/octet-stream').send(body);
        } catch (error) {
          if (!(error instanceof BucketError) || error.code !== 'out-of-range') throw error;
          return behindTheEnd(reply, await desk.sizeOf(key));
        }
      }),
  );
}

const NOT_BASE64 = 'The request is not right: proof and token are 32 bytes in base64.';

function bytesOf(text: unknown): Buffer | undefined {
  return fromBase64(text, [TOKEN_BYTES]);
}

/** One range with a start; anything else is answered with the whole (RFC 9110, 14.2). */
function rangeOf(header: string | undefined): { start: number; length: number } | undefined {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === undefined) return undefined;
  const start = Number(first);
  const length = last === '' || last === undefined ? MAX_FILE_BYTES : Number(last) - start + 1;
  return length >= 1 ? { start, length } : undefined;
}

function behindTheEnd(reply: FastifyReply, size: number) {
  const body = { code: 'invalid-request', message: 'The file ends before that part of it.' };
  return reply.code(416).header('content-range', `bytes */${size}`).send(body);
}
