import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { Downloaded, DownloadRequest, Filenames, FileQuery, Uploaded, UploadRequest } from '../contract/classic.ts';
import { downloadFile } from '../transfers/download.ts';
import { TransferError } from '../transfers/errors.ts';
import { reason } from '../transfers/local-file.ts';
import { mediaTypeOf } from '../transfers/media-type.ts';
import { uploadFile, uploadStream } from '../transfers/upload.ts';
import { VaultError } from '../vault/errors.ts';
import { toVaultPath, type VaultPath } from '../vault/path.ts';
import type { AppDeps } from './app.ts';
import { refuseUnclearKey, requestKey, type KeyFields } from './classic-key.ts';
import { whileConnected } from './connection.ts';
import { keyAt, targetAt } from './disk-place.ts';
import { HttpError } from './http-error.ts';
import { confirm, confirmed, refusePlaces, sessionOf } from './local-guard.ts';
import { sealChoice } from './sealing-routes.ts';
import { readMultipartUpload, type MultipartUpload } from './multipart-upload.ts';
import { answers, type Routes } from './routes.ts';

/** Files as programs have always asked for them: by name, with paths of this computer. */
export function classicFileRoutes(routes: Routes, deps: AppDeps): void {
  const access = { access: 'session' } as const;

  routes.get(
    '/filenames',
    { config: access, schema: { response: answers(200, Filenames) } },
    async (request, reply) => {
      const { catalog } = sessionOf(request).vault;
      await catalog.refresh({ signal: whileConnected(reply) });
      return catalog
        .index('live')
        .newest()
        .map(({ record }) => record.path);
    },
  );

  routes.post(
    '/upload',
    {
      config: access,
      schema: {
        body: { content: { 'application/json': { schema: UploadRequest } } },
        consumes: ['application/json', 'multipart/form-data'],
        response: answers(200, Uploaded),
      },
    },
    (request, reply) => (request.isMultipart() ? uploadParts : uploadPath)(deps, request, whileConnected(reply)),
  );

  const download = { config: access, schema: { response: answers(200, Downloaded) } };
  routes.get(
    '/download',
    { ...download, schema: { ...download.schema, querystring: DownloadRequest } },
    (request, reply) => downloadPath(deps, request, request.query, whileConnected(reply)),
  );
  // The same without a passphrase in an address, where histories and logs would keep it.
  routes.post('/download', { ...download, schema: { ...download.schema, body: DownloadRequest } }, (request, reply) =>
    downloadPath(deps, request, request.body, whileConnected(reply)),
  );

  routes.delete(
    '/file',
    { config: access, schema: { querystring: FileQuery, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const { accountId, catalog, changes } = sessionOf(request).vault;
      const path = toVaultPath(request.query.filename);
      await catalog.refresh({ signal: whileConnected(reply) });
      const act = { by: sessionOf(request), kind: 'trash', detail: path } as const;
      const trash = () => changes.trash(path, { signal: whileConnected(reply) });
      await deps.activity.during(act, trash).finally(() => deps.news.tell(accountId));
      return reply.code(204).send(null);
    },
  );
}

async function uploadPath(deps: AppDeps, request: FastifyRequest, signal: AbortSignal): Promise<Uploaded> {
  const { body } = request;
  refusePlaces(request, body);
  if (!Check(UploadRequest, body))
    throw new HttpError('invalid-request', 'Send JSON with filepath and a key, or multipart parts.');
  refuseUnclearKey(body);
  const localPath = resolve(deps.folder, body.filepath);
  await requireFile(localPath);
  const path = toVaultPath(basename(localPath));
  return withKey(deps, request, body, path, async (keyFile) => {
    return uploadFile(
      deps.engine,
      sessionOf(request).vault,
      keyFile,
      { localPath, path },
      { ...sealChoice(body), signal },
    );
  });
}

async function uploadParts(deps: AppDeps, request: FastifyRequest, signal: AbortSignal): Promise<Uploaded> {
  const frees: (() => void)[] = [];
  if (request.side === 'remote') frees.push(deps.intake.begin(sessionOf(request).vault.accountId));
  const waiting = (content: AsyncIterable<Buffer>) => {
    const coming = confirmed(content, request, deps);
    if (request.side === 'local') return coming;
    const { bytes, free } = deps.intake.waiting(coming);
    frees.push(free);
    return bytes;
  };
  try {
    return await storeParts(deps, request, await readMultipartUpload(request, deps.temporary, waiting), signal);
  } finally {
    for (const free of frees) free();
  }
}

async function storeParts(
  deps: AppDeps,
  request: FastifyRequest,
  upload: MultipartUpload,
  signal: AbortSignal,
): Promise<Uploaded> {
  try {
    refusePlaces(request, upload.keypath, upload.keylocation);
    refuseUnclearKey(upload);
    const path = toVaultPath(upload.filename);
    return await withKey(deps, request, upload, path, async (keyFile) => {
      const { size } = upload.content;
      const bytes = upload.content.read();
      const content = { path, size, modified: deps.now().getTime(), mediaType: mediaTypeOf(path), bytes };
      return uploadStream(deps.engine, sessionOf(request).vault, keyFile, content, { ...sealChoice(upload), signal });
    });
  } finally {
    upload.keyfile?.fill(0);
    await upload.content.dispose();
  }
}

/** The key lives in memory for this one request. */
async function withKey(
  deps: AppDeps,
  request: FastifyRequest,
  fields: KeyFields,
  path: VaultPath,
  store: (keyFile: KeyFile) => Promise<string>,
): Promise<Uploaded> {
  const { accountId, catalog } = sessionOf(request).vault;
  await catalog.refresh();
  // A new key file may be made: nothing of it for somebody who was shut out meanwhile.
  await confirm(request, deps);
  const { keyFile, keypath } = await requestKey(deps, fields, path);
  try {
    const act = { by: sessionOf(request), kind: 'upload', detail: path } as const;
    const id = await deps.activity.during(act, () => store(keyFile));
    deps.news.tell(accountId);
    return { id, filename: path, keypath };
  } finally {
    wipeKeyFile(keyFile);
  }
}

async function downloadPath(
  deps: AppDeps,
  request: FastifyRequest,
  { filename, location, keypath, passphrase }: DownloadRequest,
  signal: AbortSignal,
): Promise<{ path: string }> {
  const { vault } = sessionOf(request);
  const path = toVaultPath(filename);
  await vault.catalog.refresh({ signal });
  const file = vault.catalog.select(path).at(-1);
  if (file === undefined || file.record.path !== path) {
    throw new VaultError('not-found', `${path} is a folder; give a file.`);
  }
  const keyFile = await keyAt(deps, keypath, passphrase);
  request.keyNames = new Map([[keyFile.id, keyFile.name]]);
  try {
    const target = await targetAt(deps, location, path);
    const act = { by: sessionOf(request), kind: 'download', detail: path } as const;
    await deps.activity.during(act, () => downloadFile(deps.engine, vault, keyFile, file, target, { signal }));
    return { path: target };
  } finally {
    wipeKeyFile(keyFile);
  }
}

/** Looked at before a new key is drawn for it. @throws TransferError `not-found` */
async function requireFile(localPath: string): Promise<void> {
  const found = await stat(localPath).catch((error: unknown) => {
    throw new TransferError('not-found', `${localPath} cannot be read: ${reason(error)}.`, { cause: error });
  });
  if (!found.isFile()) throw new TransferError('not-found', `${localPath} is not an ordinary file.`);
}
