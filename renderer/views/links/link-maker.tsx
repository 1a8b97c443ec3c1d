import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileView } from '../../../backend/contract/files.ts';
import { ApiError } from '../../api.ts';
import type { KeyAsker } from '../files/key-asker.tsx';
import { baseName } from '../files/paths.ts';
import type { Problems } from '../files/problems.tsx';
import type { Row } from '../files/rows.ts';
import { byKey } from '../files/selection.ts';
import { LinkDialog, type WantedLink } from './link-dialog.tsx';

export interface LinkMakerDeps {
  readonly asker: Pick<KeyAsker, 'obtain'>;
  readonly problems: Pick<Problems, 'showFailure'>;
  /** The files that rows stand for. @throws ApiError */
  readonly filesOf: (rows: readonly Row[]) => Promise<readonly FileView[]>;
  /** What the open folder is called. */
  readonly folderName: string;
}

/** From rows to a link: first the key that opens them, then what the link is to be like. */
export function useLinkMaker({ asker, problems, filesOf, folderName }: LinkMakerDeps): {
  getLink: (rows: readonly Row[]) => Promise<void>;
  dialog: ReactNode;
} {
  const { t } = useTranslation('links');
  const [wanted, setWanted] = useState<WantedLink>();

  const getLink = async (rows: readonly Row[]): Promise<void> => {
    const paths = rows.filter(({ damage }) => damage === undefined).map(({ path }) => path);
    try {
      const groups = [...byKey(await filesOf(rows))];
      const [[id, files] = [undefined, []]] = groups;
      if (id === undefined || paths.length === 0) return;
      if (groups.length > 1) throw new ApiError('wrong-key', t('severalKeys'), 0);
      const within = rows.length === 1 ? rows[0]!.name : folderName;
      const name = files.length === 1 ? baseName(files[0]!.path) : within;
      const keyId = await asker.obtain({ id, count: files.length, name });
      if (keyId !== undefined) setWanted({ paths, keyId });
    } catch (error) {
      problems.showFailure('link', error);
    }
  };

  return { getLink, dialog: wanted && <LinkDialog wanted={wanted} onClose={() => setWanted(undefined)} /> };
}
