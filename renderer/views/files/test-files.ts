import i18next from 'i18next';
import type { FileView } from '../../../backend/contract/files.ts';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { startWords } from '../../words/words.ts';
import type { Words } from './row-words.ts';

export const FAMILY = '4f2a91cc00000000000000000000aaaa';
export const WORK = '77b01e5d00000000000000000000bbbb';

export async function testWords(): Promise<Words> {
  await startWords();
  return i18next.getFixedT('en', 'files');
}

export function testFile(path: string, more: Partial<FileView> = {}): FileView {
  return { path, id: `id of ${path}`, size: 1000, modified: '2026-11-08T23:41:00.000Z', key: FAMILY, ...more };
}

export function testKey(id: string, more: Partial<KnownKey> = {}): KnownKey {
  const fingerprint = `${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase();
  return {
    id,
    fingerprint,
    name: 'Family photos',
    created: '2026-03-02T10:00:00.000Z',
    form: 'plain',
    path: '/media/HOLM/family.json',
    seen: '2026-11-20T10:00:00.000Z',
    present: true,
    open: false,
    lastUsed: false,
    files: 1,
    bytes: 1,
    older: 0,
    quietUntil: null,
    printed: null,
    ...more,
  };
}
