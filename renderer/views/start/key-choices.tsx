import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceView } from '../../../backend/contract/state.ts';
import type { Choice } from '../../parts/radio-list.tsx';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { sizeOf } from '../../words/measure.ts';

const ELSEWHERE = 'elsewhere';
/** With its ending every system takes it. */
const MAX_FILE_NAME = 100;

/**
 * Where the key file can go: the places this computer offers, sticks first, and any other folder.
 * @param name what the key is called: proposed as the file's name where the desktop asks for its place
 * @param isTold that a folder is missing is said once the page was sent off
 */
export function useKeyChoices(places: readonly PlaceView[], name: string, isTold: boolean) {
  const { t } = useTranslation('start');
  const { desktop } = useServices().host;
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
      : {
          id: place.path,
          label: t(place.kind === 'documents' ? 'key.documents' : 'key.own'),
          detail: t('key.documentsDetail'),
          icon: 'laptop',
        },
  );
  const ask = async () => {
    const place = await desktop?.chooseKeyPlace(fileNameOf(name)).catch(() => undefined);
    if (place !== undefined) setPath(place);
  };
  const field = (
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
  const folder =
    desktop === undefined ? (
      field
    ) : (
      <>
        {field}
        <Button onPress={() => void ask()}>{t('key.browse')}</Button>
      </>
    );
  return {
    choices: [...choices, { id: ELSEWHERE, label: t('key.elsewhere'), icon: 'folder', content: folder } as const],
    chosen,
    choose: setPicked,
    location: chosen === ELSEWHERE ? path.trim() : chosen,
  };
}

/** A plain name for the file of a key: whatever could lead elsewhere is left out. */
function fileNameOf(name: string): string {
  const plain = name.replace(/[\\/:*?"<>|]/g, ' ').trim();
  return `${plain === '' ? 'latchkey' : plain.slice(0, MAX_FILE_NAME)}.key.json`;
}
