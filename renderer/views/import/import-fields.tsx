import { useTranslation } from 'react-i18next';
import type { KnownKey } from '../../../backend/contract/keys.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { PasswordField } from '../../parts/password-field.tsx';
import { RadioList } from '../../parts/radio-list.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { keysAtHand } from '../files/key-choice.ts';
import { type ImportDraft, lacking } from './import-draft.ts';
import styles from './import-view.module.css';

const OTHER = 'other';

export interface ImportFieldsProps {
  draft: ImportDraft;
  keys: readonly KnownKey[];
  /** Somebody wanted to go on: what lacks is told. */
  isTold: boolean;
  onChange: (change: Partial<ImportDraft>) => void;
}

/** Which program, where its files lie, with what they open, and where they go. */
export function ImportFields({ draft, keys, isTold, onChange }: ImportFieldsProps) {
  const { t } = useTranslation('import');
  const programs = (['user-manager', 'flask-encryptor'] as const).map((id) => ({
    id,
    label: t(`programs.${id}`),
    detail: t(`programs.${id}Words`),
    icon: 'folder' as const,
  }));
  const offered = keysAtHand(keys).map(({ id, name, fingerprint }) => ({ id, label: name ?? fingerprint }));
  return (
    <>
      <RadioList
        label={t('program')}
        choices={programs}
        value={draft.program}
        onChange={(program) => onChange({ program })}
      />
      {draft.program === 'user-manager' ? (
        <ManagerFields {...{ draft, isTold, onChange }} />
      ) : (
        <FlaskFields {...{ draft, isTold, onChange }} />
      )}
      <div className={classList(styles, 'pair')}>
        <TextField label={t('to')} value={draft.to} onChange={(to) => onChange({ to })} hint={t('toHint')} />
        <SelectField
          label={t('key')}
          choices={[...offered, { id: OTHER, label: t('otherKey') }]}
          value={draft.key ?? OTHER}
          onChange={(id) => onChange({ key: id === OTHER ? undefined : id })}
        />
      </div>
    </>
  );
}

type Fields = Omit<ImportFieldsProps, 'keys'>;

function ManagerFields({ draft, isTold, onChange }: Fields) {
  const { t } = useTranslation('import');
  const { host } = useServices();
  const isLacking = isTold && draft.oldKey === undefined;
  const pick = async () => {
    const oldKey = await host.pickKeyFile();
    if (oldKey !== undefined) onChange({ oldKey });
  };
  const words = isLacking ? t('empty.oldKey') : draft.oldKey && t('picked', { file: draft.oldKey.fileName });
  return (
    <>
      <PathField {...{ draft, isTold, onChange }} field="path" label={t('files')} example="/home/mira/uploads" />
      <div role="group" aria-label={t('oldKey')} className={classList(styles, 'oldKey')}>
        <Button icon="key" onPress={() => void pick()}>
          {t('pick')}
        </Button>
        <span role="status" className={classList(styles, isLacking ? 'bad' : 'quiet')}>
          {words}
        </span>
      </div>
    </>
  );
}

function FlaskFields({ draft, isTold, onChange }: Fields) {
  const { t } = useTranslation('import');
  const { t: common } = useTranslation();
  const secret = (field: 'token' | 'globalKey') => (
    <PasswordField
      label={t(field)}
      autoComplete="off"
      showLabel={common('showPassword')}
      hideLabel={common('hidePassword')}
      value={draft[field]}
      onChange={(value) => onChange({ [field]: value })}
      hint={t('secretHint')}
    />
  );
  return (
    <>
      <PathField {...{ draft, isTold, onChange }} field="path" label={t('folder')} example="/srv/app/data/uploads" />
      <PathField
        {...{ draft, isTold, onChange }}
        field="database"
        label={t('database')}
        hint={t('databaseHint')}
        example="/srv/app/app.db"
      />
      <div className={classList(styles, 'pair')}>
        {secret('token')}
        {secret('globalKey')}
      </div>
    </>
  );
}

interface PathFieldProps extends Fields {
  field: 'path' | 'database';
  label: string;
  hint?: string;
  example: string;
}

/** Typed, or chosen in the system's own dialog where there is one. */
function PathField({ draft, isTold, onChange, field, label, hint, example }: PathFieldProps) {
  const { t } = useTranslation('import');
  const { host } = useServices();
  const { desktop } = host;
  const choose = async () => {
    const chosen =
      field === 'path' ? await desktop?.chooseFolder() : (await host.pickItems('files')).find(({ path }) => path)?.path;
    if (chosen !== undefined) onChange({ [field]: chosen });
  };
  const text = (
    <TextField
      label={label}
      spellCheck="false"
      value={draft[field]}
      onChange={(value) => onChange({ [field]: value })}
      hint={hint}
      error={isTold && lacking(draft).includes(field) ? t('empty.path', { example }) : undefined}
    />
  );
  if (desktop === undefined) return text;
  return (
    <div className={classList(styles, 'path')}>
      {text}
      <Button aria-label={t('chooseNamed', { what: label })} onPress={() => void choose().catch(() => undefined)}>
        {t('choose')}
      </Button>
    </div>
  );
}
