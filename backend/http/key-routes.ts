import { resolve } from 'node:path';
import { Type } from 'typebox';
import { keyFingerprint } from '../../keys/fingerprint.ts';
import { wipeKeyFile } from '../../keys/key-file.ts';
import { keySheetCode, keySheetText, parseKeySheet } from '../../keys/key-sheet.ts';
import {
  CutKey,
  DrawnKey,
  KeyCheck,
  KeyCopy,
  KeyId,
  KeyInspection,
  KeyName,
  KeyProtection,
  KeyQuiet,
  KeySheet,
  KeyToDraw,
  KeyView,
  KnownKeys,
  NewKey,
} from '../contract/keys.ts';
import { TransferError } from '../transfers/errors.ts';
import { drawKeyFile, makeKeyFile, placeKeyFile, reprotectKeyFile, renameKeyFile } from '../transfers/key-place.ts';
import type { AppDeps } from './app.ts';
import { CutKeys } from './cut-keys.ts';
import { checkKey } from './key-check.ts';
import { type FoundKey, wipeFound } from './key-desk.ts';
import { knownKeyViews } from './known-key-view.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Key files: which are known here, made, copied, opened, checked, renamed, protected. Only a sheet tells what is in one. */
export function keyRoutes(routes: Routes, deps: AppDeps): void {
  const { keyDesk, knownKeys, work } = deps;
  const cutKeys = new CutKeys();

  routes.get('/api/keys', { schema: { response: answers(200, KnownKeys) } }, async (request) => {
    return knownKeyViews(sessionOf(request), request.side === 'remote' ? undefined : knownKeys);
  });

  routes.post('/api/keys', { schema: { body: NewKey, response: answers(201, KeyView) } }, async (request, reply) => {
    const { location, name, passphrase, use = true, cut } = request.body;
    const session = sessionOf(request);
    const drawn = cut === undefined ? undefined : cutKeys.get(session, cut);
    if (cut !== undefined && drawn === undefined) throw new TransferError('no-key', 'No key of this id was cut here.');
    const options = { name, passphrase, now: deps.now(), work, drawn };
    const { keyFile, path } = await makeKeyFile(resolve(deps.folder, location), options).catch((error: unknown) => {
      if (drawn !== undefined) wipeKeyFile(drawn);
      throw error;
    });
    if (cut !== undefined) cutKeys.done(session);
    const form = passphrase === undefined ? keyFile.form : 'protected';
    const { id, created } = keyFile;
    await knownKeys.meet({ id, name: keyFile.name, created, form, path });
    if (use) await knownKeys.use(id);
    session.keys?.keep(keyFile);
    wipeKeyFile(keyFile);
    return reply.code(201).send({ path, name: keyFile.name, id, fingerprint: keyFingerprint(id), created, form });
  });

  routes.post('/api/keys/cut', { schema: { response: answers(201, CutKey) } }, async (request, reply) => {
    const id = cutKeys.cut(sessionOf(request), deps.now());
    return reply.code(201).send({ id, fingerprint: keyFingerprint(id) });
  });

  routes.post(
    '/api/keys/drawn',
    { schema: { body: KeyToDraw, response: answers(201, DrawnKey) } },
    async (request, reply) => {
      const { name, passphrase } = request.body;
      const { keyFile, text, fileName } = await drawKeyFile({ name, passphrase, now: deps.now(), work });
      const form = passphrase === undefined ? keyFile.form : ('protected' as const);
      const key = { ...view({ file: keyFile, path: null }), form };
      wipeKeyFile(keyFile);
      return reply.code(201).send({ file: Buffer.from(text).toString('base64'), fileName, key });
    },
  );

  const inspect = { schema: { body: KeyInspection, response: answers(200, KeyView) } };
  routes.post('/api/keys/inspect', inspect, async (request) => {
    const found = await keyDesk.find(sessionOf(request), request.body.key);
    wipeFound(found);
    return view(found);
  });
  routes.post('/api/keys/open', inspect, async (request) => {
    const session = sessionOf(request);
    const found = await keyDesk.find(session, request.body.key);
    wipeKeyFile(await keyDesk.openFound(session, found, request.body.key.passphrase));
    return view(found);
  });

  routes.post(
    '/api/keys/check',
    { schema: { body: KeyInspection, response: answers(200, KeyCheck) } },
    async (request) => {
      const session = sessionOf(request);
      const found = await keyDesk.find(session, request.body.key);
      const key = await keyDesk.openFound(session, found, request.body.key.passphrase);
      try {
        return { key: view(found), ...(await checkKey(session.vault, key)) };
      } finally {
        wipeKeyFile(key);
      }
    },
  );

  routes.post(
    '/api/keys/copies',
    { schema: { body: KeyCopy, response: answers(201, KeyView) } },
    async (request, reply) => {
      const { key: choice, location } = request.body;
      if (choice.file !== undefined) wipeFound({ file: parseKeySheet(Buffer.from(choice.file, 'base64')), path: null });
      const found = await keyDesk.find(sessionOf(request), choice);
      const { file } = found;
      try {
        const path = await placeKeyFile(resolve(deps.folder, location), file);
        // One that lies somewhere already goes on being looked for there.
        const { id, name, created, form } = file;
        if (choice.file !== undefined) await knownKeys.meet({ id, name, created, form, path });
        return await reply.code(201).send(view({ file, path }));
      } finally {
        wipeFound(found);
      }
    },
  );
  routes.post(
    '/api/keys/sheet',
    { schema: { body: KeyInspection, response: answers(200, KeySheet) } },
    async (request) => {
      const found = await keyDesk.find(sessionOf(request), request.body.key);
      const { file } = found;
      const sheet = { key: view(found), text: keySheetText(file), code: keySheetCode(file) };
      wipeFound(found);
      return sheet;
    },
  );

  const done = { params: KeyId, response: answers(204, Type.Null()) };
  routes.post('/api/keys/:id/rename', { schema: { ...done, body: KeyName } }, async (request, reply) => {
    const { id } = request.params;
    const { path } = await keyDesk.find(sessionOf(request), { id });
    await knownKeys.rename(id, await renameKeyFile(path ?? '', request.body.name));
    return reply.code(204).send(null);
  });
  routes.post('/api/keys/:id/protect', { schema: { ...done, body: KeyProtection } }, async (request, reply) => {
    const { id } = request.params;
    const { path } = await keyDesk.find(sessionOf(request), { id });
    await reprotectKeyFile(path ?? '', { ...request.body, work });
    await keyDesk.find(sessionOf(request), { id });
    return reply.code(204).send(null);
  });
  routes.post('/api/keys/:id/use', { schema: done }, async (request, reply) => {
    await knownKeys.use(request.params.id);
    return reply.code(204).send(null);
  });
  routes.post('/api/keys/:id/printed', { schema: done }, async (request, reply) => {
    await knownKeys.print(request.params.id);
    return reply.code(204).send(null);
  });
  routes.delete('/api/keys/:id/place', { schema: done }, async (request, reply) => {
    await knownKeys.forgetPlace(request.params.id);
    return reply.code(204).send(null);
  });
  routes.post('/api/keys/:id/quiet', { schema: { ...done, body: KeyQuiet } }, async (request, reply) => {
    const until = new Date(deps.now().getTime() + request.body.days * DAY_MS);
    await knownKeys.keepQuiet(request.params.id, until);
    return reply.code(204).send(null);
  });
}

/** What may be shown of a key file that was found. */
export function view({ file, path }: FoundKey) {
  const { id, name, created, form } = file;
  return { path, name, id, fingerprint: keyFingerprint(id), created, form };
}
