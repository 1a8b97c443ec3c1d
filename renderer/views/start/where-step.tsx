import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { RadioList } from '../../parts/radio-list.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { sizeOf } from '../../words/measure.ts';
import styles from './form.module.css';
import { StartPage } from './start-page.tsx';

export interface WhereStepProps {
  suggestion: PlaceView;
  /** What was chosen before, after a way back. */
  place: string;
  onPlace: (place: string) => void;
  onJoin: () => void;
}

/** Step 1: a folder of this computer is suggested; Enter takes it. */
export function WhereStep({ suggestion, place, onPlace, onJoin }: WhereStepProps) {
  const { t } = useTranslation('start');
  const input = useRef<HTMLInputElement>(null);
  const [path, setPath] = useState(place);
  const [isOpen, setOpen] = useState(place !== suggestion.path);
  const [isMissing, setMissing] = useState(false);
  const change = () => {
    setOpen(true);
    input.current?.select();
  };
  const submit = () => {
    if (path.trim() !== '') return onPlace(path.trim());
    setMissing(true);
    input.current?.focus();
  };
  const folder = (
    <div className={classList(styles, 'place')}>
      <TextField
        label={t('where.folder')}
        isLabelHidden
        icon="folder"
        inputRef={input}
        isReadOnly={!isOpen}
        spellCheck="false"
        value={path}
        onChange={setPath}
        suffix={path === suggestion.path ? t('where.free', { size: sizeOf(suggestion.freeBytes) }) : undefined}
        hint={isOpen ? t('where.changeHint') : undefined}
        error={isMissing && path.trim() === '' ? t('where.empty', { example: suggestion.path }) : undefined}
      />
      {isOpen ? null : <Button onPress={change}>{t('where.change')}</Button>}
    </div>
  );
  return (
    <StartPage
      title={t('where.title')}
      lead={t('where.lead')}
      step={1}
      action={t('continue')}
      isReady
      onSubmit={submit}
    >
      <RadioList
        form="large"
        label={t('where.title')}
        value="computer"
        onChange={() => undefined}
        choices={[
          {
            id: 'computer',
            label: t('where.computer'),
            detail: t('where.computerDetail'),
            icon: 'laptop',
            content: folder,
          },
        ]}
      />
      <p className={classList(styles, 'after')}>
        {t('where.before')}{' '}
        <Button kind="link" onPress={onJoin}>
          {t('where.join')}
        </Button>
      </p>
    </StartPage>
  );
}
