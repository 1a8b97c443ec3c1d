import { basename, resolve } from 'node:path';
import { parseKeyFile, wipeKeyFile, type KeyFile } from '../../keys/key-file.ts';
import { ImportView, MAX_TOLD, NewImport } from '../contract/imports.ts';
import type { KeyChoice } from '../contract/keys.ts';
import { flaskFormat, userManagerFormat } from '../transfers/classic-file.ts';
import { readOldDatabase } from '../transfers/classic-database.ts';
import { explainOld, explainPassed, planClassic, type ClassicPlan, type OldFault } from '../transfers/classic-plan.ts';
import { TransferError } from '../transfers/errors.ts';
import { readKeyFile, unlock } from '../transfers/key-place.ts';
import { flaskFiles, userManagerFiles } from '../transfers/old-files.ts';
import { oldSecret } from '../transfers/old-secret.ts';
import { toVaultFolder, type VaultPath } from '../vault/path.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { HttpError } from './http-error.ts';
import { importRun } from './import-run.ts';
import { sessionOf } from './local-guard.ts';
import { answers, type Routes } from './routes.ts';

/** Brings files of the older programs into the vault. All of them are looked at before the answer, and brought over behind it. */
export function importRoutes(routes: Routes, deps: AppDeps): void {
  const { desk, keyDesk, knownKeys } = deps;

  routes.post(
    '/api/imports',
    { schema: { body: NewImport, response: answers(200, ImportView) } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { body } = request;
      const to = toVaultFolder(body.to);
      const plan = await planOf(deps, body, to, whileConnected(reply));
      if (plan.condemned.length > 0) return view(plan, 'wrong');
      if (plan.files.length === 0) return view(plan, 'empty');
      if (!plan.isChecked && body.unchecked !== true) return view(plan, 'unchecked');
      const { vault, ended } = session;
      const key = await keyDesk.open(session, body.key);
      await knownKeys.use(key.id);
      const transfer = { kind: 'upload', name: basename(body.paths[0] ?? ''), place: to ?? '', keyId: key.id } as const;
      const begun = desk.start(vault.accountId, transfer, ended, importRun(deps, vault, key, plan), {
        noted: ({ ended: end }) => end !== null && wipeKeyFile(key),
      });
      return { ...view(plan, 'begun'), transfer: begun };
    },
  );
}

async function planOf(
  deps: AppDeps,
  { program, paths, oldKey, database, token, globalKey }: NewImport,
  to: VaultPath | undefined,
  signal: AbortSignal,
): Promise<ClassicPlan> {
  const [first = '', ...others] = paths.map((path) => resolve(deps.folder, path));
  if (program === 'user-manager') {
    const key = await oldKeyOf(deps, oldKey);
    // The key lives as long as the plan: it deciphers what is brought over.
    return planClassic(userManagerFormat(key), userManagerFiles([first, ...others], to), signal);
  }
  if (database === undefined || others.length > 0) {
    throw new HttpError('invalid-request', 'Give the one folder of stored files, and its database.');
  }
  const known = await readOldDatabase(resolve(deps.folder, database));
  const names = flaskFiles(first, known, secretOf('global key', globalKey, known.globalKeys), to);
  return planClassic(flaskFormat(secretOf('token', token, known.tokens)), names, signal);
}

/** Not by the key desk: an old key that seals nothing here need not be remembered. */
async function oldKeyOf(deps: AppDeps, choice: KeyChoice | undefined): Promise<KeyFile> {
  const { path, file } = choice ?? {};
  if ((path === undefined) === (file === undefined)) {
    throw new TransferError('no-key', 'Point at the key.json of the old program.');
  }
  const found =
    path === undefined
      ? parseKeyFile(Buffer.from(file ?? '', 'base64'))
      : await readKeyFile(resolve(deps.folder, path));
  const key = await unlock(found, async () => choice?.passphrase, deps.work);
  if (key.form === 'classic') return key;
  throw new TransferError('no-key', 'This is a key file of Latchkey. Point at the key.json of the old program.');
}

function secretOf(what: 'token' | 'global key', given: string | undefined, known: readonly string[]): string {
  const secret = oldSecret(what, given, known);
  if ('value' in secret) return secret.value;
  throw new HttpError('invalid-request', secret.fault);
}

function view(plan: ClassicPlan, outcome: ImportView['outcome']): ImportView {
  const told = (fault: OldFault) => {
    const { code, sentence: message } = explainOld(fault);
    return { file: fault.localPath, code, message };
  };
  const passed = plan.passed.map((one) => {
    const { code, sentence: message } = explainPassed(one);
    return { file: one.passed, code, message };
  });
  return {
    outcome,
    transfer: null,
    total: outcome === 'begun' ? plan.files.length : 0,
    files: plan.files.slice(0, MAX_TOLD).map(({ localPath: file, path }) => ({ file, path })),
    left: [...plan.condemned.map(told), ...plan.faults.map(told), ...passed].slice(0, MAX_TOLD),
  };
}
