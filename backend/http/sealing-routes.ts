import { resolve } from 'node:path';
import { Type } from 'typebox';
import { FolderChoice, FolderSetting, SealingSetting } from '../contract/sealing.ts';
import { SUITES, suiteName, type SuiteName } from '../transfers/seal-settings.ts';
import type { SealChoice } from '../transfers/sealed-version.ts';
import type { AppDeps } from './app.ts';
import { answers, type Routes } from './routes.ts';

/** How new files are sealed, and where files that pass through lie: settings of this computer, for all accounts. */
export function sealingRoutes(routes: Routes, { engine: { sealing }, home, temporary, folder }: AppDeps): void {
  const files = '/api/settings/sealing';
  routes.get(files, { schema: { response: answers(200, SealingSetting) } }, async () => {
    const { suite, exponent } = await sealing.get();
    return { suite: suiteName(suite), segment: exponent };
  });
  routes.put(
    files,
    { schema: { body: SealingSetting, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      await sealing.set(sealChoice(request.body));
      return reply.code(204).send(null);
    },
  );

  const folders = '/api/settings/folders';
  routes.get(folders, { schema: { response: answers(200, FolderSetting) } }, async () => {
    const chosen = await temporary.chosen();
    return {
      data: home.folder,
      temporary: chosen ?? home.usualTemporaryFolder,
      isUsual: chosen === undefined,
    };
  });
  routes.put(
    folders,
    { schema: { body: FolderChoice, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      const { temporary: chosen } = request.body;
      await temporary.choose(chosen === null ? undefined : resolve(folder, chosen));
      return reply.code(204).send(null);
    },
  );
}

/** What a request says of sealing, in the format's own terms. */
export function sealChoice({
  suite,
  segment,
}: {
  readonly suite?: SuiteName | undefined;
  readonly segment?: number | undefined;
}): SealChoice {
  return { suite: suite && SUITES[suite], exponent: segment };
}
