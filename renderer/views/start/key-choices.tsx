import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceView } from '../../../backend/contract/state.ts';
import type { Choice } from '../../parts/radio-list.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { sizeOf } from '../../words/measure.ts';

const ELSEWHERE = 'elsewhere';

/**
 * Where the key file can go: the places this computer offers, sticks first, and any other folder.
 * @param isTold that a folder is missing is said once the page was sent off
 */
export function useKeyChoices(places: readonly PlaceView[], isTold: boolean) {
  const { t } = useTranslation('start');
  const [picked, setPicked] = useState<string>();
  const [path, setPath] = useState('');
  // A stick that was pulled out cannot stay chosen.
  const isThere = picked === ELSEWHERE || places.some((place) => place.path === picked);
  const chosen = (isThere ? picked : places[0]?.path) ?? ELSEWHERE;
  const example = places.at(-1)?.path ?? '';
  const choices: Choice<string>[] = places.map((place) =>
    place.kind === 'stick'
      ? {
          id: place.path,
          label: t('key.stick', { label: place.label }),
          detail: t('key.stickDetail', { size: sizeOf(place.freeBytes) }),
          icon: 'usb-stick',
        }
      : { id: place.path, label: t('key.documents'), detail: t('key.documentsDetail'), icon: 'laptop' },
  );
  const folder = (
    <TextField
      label={t('key.folder')}
      isLabelHidden
      icon="folder"
      autoFocus
      spellCheck="false"
      value={path}
      onChange={setPath}
      placeholder={example}
      hint={t('key.folderHint')}
      error={isTold && path.trim() === '' ? t('key.folderEmpty', { example }) : undefined}
    />
  );
  return {
    choices: [...choices, { id: ELSEWHERE, label: t('key.elsewhere'), icon: 'folder', content: folder } as const],
    chosen,
    choose: setPicked,
    location: chosen === ELSEWHERE ? path.trim() : chosen,
  };
}
