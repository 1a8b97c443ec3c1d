import { resolve } from 'node:path';
import { keyFingerprint } from '../../keys/fingerprint.ts';
import type { KeyFile, ProtectedKeyFile } from '../../keys/key-file.ts';
import { KeyInspection, KeyView, NewKey } from '../contract/keys.ts';
import { makeKeyFile, readKeyFile } from '../transfers/key-place.ts';
import type { AppDeps } from './app.ts';
import { answers, type Routes } from './routes.ts';

/** Key files of this computer: make one, look at one. */
export function keyRoutes(routes: Routes, deps: AppDeps): void {
  routes.post('/api/keys', { schema: { body: NewKey, response: answers(201, KeyView) } }, async (request, reply) => {
    const { location, name, passphrase } = request.body;
    const options = { name, passphrase, now: deps.now(), work: deps.work };
    const { keyFile, path } = await makeKeyFile(resolve(deps.folder, location), options);
    return reply
      .code(201)
      .send(view({ ...keyFile, form: passphrase === undefined ? keyFile.form : 'protected' }, path));
  });

  routes.post(
    '/api/keys/inspect',
    { schema: { body: KeyInspection, response: answers(200, KeyView) } },
    async (request) => {
      const path = resolve(deps.folder, request.body.path);
      return view(await readKeyFile(path), path);
    },
  );
}

function view(
  { id, name, created, form }: Pick<KeyFile | ProtectedKeyFile, 'id' | 'name' | 'created' | 'form'>,
  path: string,
) {
  return { path, name, id, fingerprint: keyFingerprint(id), created, form };
}
