import { useEffect, useEffectEvent, useState } from 'react';
import type { FileView } from '../../backend/contract/files.ts';
import { api } from '../api.ts';
import { useServices } from './services.tsx';

/**
 * A picture of the vault for as long as something shows it: whoever leaves does not wait for it, and nothing of it stays in memory.
 * @param what its thumbnail, or the picture itself
 * @param file undefined where none is wanted
 * @param onMissing told where it did not come
 */
export function usePicture(
  what: 'thumbnail' | 'content',
  file: Pick<FileView, 'id' | 'key'> | undefined,
  onMissing: () => void,
): string | undefined {
  const { keyMemory } = useServices();
  const [shown, setShown] = useState<{ readonly id: string; readonly address: string }>();
  const miss = useEffectEvent(onMissing);
  const { id, key } = file ?? {};
  useEffect(() => {
    if (id === undefined || key === undefined) return undefined;
    const leaving = new AbortController();
    let address: string | undefined;
    const show = async () => {
      const picture = await api[what](id, keyMemory.choiceOf(key), leaving.signal);
      if (leaving.signal.aborted) return;
      address = URL.createObjectURL(picture);
      setShown({ id, address });
    };
    show().catch(() => {
      if (!leaving.signal.aborted) miss();
    });
    return () => {
      leaving.abort();
      setShown(undefined);
      if (address !== undefined) URL.revokeObjectURL(address);
    };
  }, [what, id, key, keyMemory]);
  return shown?.id === id ? shown?.address : undefined;
}
