import type { NewImport } from '../../../backend/contract/imports.ts';
import type { KeyChoice } from '../../../backend/contract/keys.ts';
import type { PickedKey } from '../../host.ts';

export type Program = NewImport['program'];

/** What the fields hold. */
export interface ImportDraft {
  readonly program: Program;
  readonly path: string;
  readonly oldKey: PickedKey | undefined;
  readonly database: string;
  readonly token: string;
  readonly globalKey: string;
  readonly to: string;
  /** Key id; undefined asks. */
  readonly key: string | undefined;
}

export const EMPTY_IMPORT: ImportDraft = {
  program: 'user-manager',
  path: '',
  oldKey: undefined,
  database: '',
  token: '',
  globalKey: '',
  to: '',
  key: undefined,
};

/** Fields that the program wants and that hold nothing. */
export function lacking({ program, path, oldKey, database }: ImportDraft): ('path' | 'oldKey' | 'database')[] {
  const isManager = program === 'user-manager';
  const lacks = {
    path: path.trim() === '',
    oldKey: isManager && !oldKey,
    database: !isManager && database.trim() === '',
  };
  return (['path', 'oldKey', 'database'] as const).filter((field) => lacks[field]);
}

/** What is asked of the server. */
export function importOf(draft: ImportDraft, key: KeyChoice, unchecked: boolean): NewImport {
  const { program, oldKey, database, token, globalKey } = draft;
  const common = { program, paths: [draft.path.trim()], to: draft.to.trim(), key, ...(unchecked && { unchecked }) };
  if (program === 'user-manager') return { ...common, ...(oldKey && { oldKey: oldKey.choice }) };
  return {
    ...common,
    database: database.trim(),
    ...(token !== '' && { token }),
    ...(globalKey !== '' && { globalKey }),
  };
}
