import type { FileView } from '../../../backend/contract/files.ts';
import { api } from '../../api.ts';
import type { Row } from './rows.ts';
import { filesMeant } from './selection.ts';

/**
 * The files that rows stand for; what lies in folders is asked for now.
 * @param folder all rows lie in it or below @throws ApiError
 */
export async function filesOf(rows: readonly Row[], folder: string): Promise<FileView[]> {
  const folders = rows.filter(({ kind }) => kind === 'folder');
  const [first] = folders;
  if (first === undefined) return filesMeant(rows, []);
  const { files } = await api.folder(folders.length === 1 ? first.path : folder, { recursive: true });
  return filesMeant(rows, files);
}
