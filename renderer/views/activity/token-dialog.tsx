import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Scope } from '../../../backend/contract/tokens.ts';
import { api } from '../../api.ts';
import { QUERY, useChange } from '../../data/queries.ts';
import { CheckboxGroup } from '../../parts/checkbox-group.tsx';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { OnceDialog } from '../../words/once-dialog.tsx';
import { isCode, sentencesOf } from '../../words/sentence.ts';
import styles from './activity-view.module.css';

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS = ['1', '7', '30', '90', '365'] as const;
const SCOPES = ['read', 'write', 'share'] as const;

/** What a script may do, for how long, and the password once more; then the token, once. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<string>();
  if (made !== undefined) return <MadeTokenDialog token={made} onClose={onClose} />;
  return <TokenForm onMade={setMade} onClose={onClose} />;
}

function TokenForm({ onMade, onClose }: { onMade: (token: string) => void; onClose: () => void }) {
  const { t } = useTranslation('tokens');
  const { t: common } = useTranslation();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<readonly Scope[]>(['read']);
  const [days, setDays] = useState<(typeof DAYS)[number]>('90');
  const [password, setPassword] = useState('');
  const [isTold, setTold] = useState(false);
  const wish = { name: name.trim(), scope: [...scope], lasts: Number(days) * DAY_MS, password };
  const make = useChange(() => api.makeToken(wish), [QUERY.tokens, QUERY.activity]);
  const submit = () => {
    setTold(true);
    if (make.isPending || wish.name === '' || scope.length === 0 || password === '') return;
    make.mutate(undefined, { onSuccess: ({ token }) => onMade(token) });
  };
  const isNameWrong = isCode(make.error, 'invalid-name', 'invalid-request');
  const isPasswordWrong = isCode(make.error, 'wrong-password');
  const problem = make.error === null || isNameWrong || isPasswordWrong ? undefined : sentencesOf(make.error);
  const wrongPassword = isPasswordWrong ? t('make.passwordWrong') : undefined;
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('make.title')}
      lead={t('make.lead')}
      focus="body"
      plain={{ label: t('make.cancel'), onPress: onClose }}
      filled={{ label: t('make.act'), onPress: submit }}
    >
      <div className={classList(styles, 'form')}>
        <TextField
          label={t('make.name')}
          autoFocus
          autoComplete="off"
          placeholder={t('make.namePlaceholder')}
          value={name}
          onChange={(text) => (setName(text), make.reset())}
          hint={t('make.nameHint')}
          error={isTold && wish.name === '' ? t('make.nameEmpty') : isNameWrong ? t('make.nameWrong') : undefined}
        />
        <CheckboxGroup
          label={t('make.scope')}
          choices={SCOPES.map((id) => ({ id, label: t(`make.${id}`) }))}
          value={scope}
          onChange={setScope}
          error={isTold && scope.length === 0 ? t('make.scopeEmpty') : undefined}
        />
        <SelectField
          label={t('make.expires')}
          choices={DAYS.map((id) => ({ id, label: t('make.days', { count: Number(id) }) }))}
          value={days}
          onChange={setDays}
        />
        <PasswordField
          label={t('make.password')}
          showLabel={common('showPassword')}
          hideLabel={common('hidePassword')}
          autoComplete="current-password"
          value={password}
          onChange={(text) => (setPassword(text), make.reset())}
          hint={t('make.passwordHint')}
          error={isTold && password === '' ? t('make.passwordEmpty') : wrongPassword}
        />
        {problem && <ProblemNote problem={problem} />}
      </div>
    </Dialog>
  );
}

/** The only time a token is seen. */
function MadeTokenDialog({ token, onClose }: { token: string; onClose: () => void }) {
  const { t } = useTranslation('tokens');
  return (
    <OnceDialog
      title={t('made.title')}
      lead={t('made.lead')}
      label={t('made.token')}
      value={token}
      copyLabel={t('made.copy')}
      className={classList(styles, 'form')}
      onClose={onClose}
    >
      <Note tone="info" title={t('made.note')}>
        {t('made.noteWords')}
      </Note>
    </OnceDialog>
  );
}
