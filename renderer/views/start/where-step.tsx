import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceView } from '../../../backend/contract/state.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { RadioList } from '../../parts/radio-list.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { sizeOf } from '../../words/measure.ts';
import { BucketFields } from '../storage/bucket-fields.tsx';
import type { BucketPlace } from '../storage/bucket-form.ts';
import type { StorageChoice } from '../storage/storage-choice.ts';
import styles from './form.module.css';
import { StartPage } from './start-page.tsx';

export interface WhereStepProps {
  suggestion: PlaceView;
  /** What was chosen before, after a way back. */
  place: string;
  storage: StorageChoice;
  onPlace: (place: BucketPlace) => void;
  onJoin: () => void;
  onServer: () => void;
}

/** Step 1: a folder of this computer is suggested; Enter takes it. A bucket is tested before it is taken. */
export function WhereStep({
  suggestion,
  place,
  storage: { kind, choose, form },
  onPlace,
  onJoin,
  onServer,
}: WhereStepProps) {
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
    if (kind === 'bucket') return void form.test().then((holds) => holds && onPlace(form.place));
    if (path.trim() !== '') return onPlace({ place: path.trim() });
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
      busy={t('where.testing')}
      isBusy={form.isTesting}
      isReady
      onSubmit={submit}
    >
      <RadioList
        form="large"
        label={t('where.title')}
        value={kind}
        onChange={choose}
        choices={[
          {
            id: 'computer',
            label: t('where.computer'),
            detail: t('where.computerDetail'),
            icon: 'laptop',
            content: folder,
          },
          {
            id: 'bucket',
            label: t('where.bucket'),
            detail: t('where.bucketDetail'),
            icon: 'cloud',
            content: <BucketFields form={form} />,
          },
        ]}
      />
      <p className={classList(styles, 'after')}>
        {t('where.before')}{' '}
        <Button kind="link" onPress={onJoin}>
          {t('where.join')}
        </Button>
        <br />
        {t('where.elsewhere')}{' '}
        <Button kind="link" onPress={onServer}>
          {t('where.server')}
        </Button>
      </p>
    </StartPage>
  );
}
