import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { PasswordField } from '../../parts/password-field.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { fieldOf } from './bucket-draft.ts';
import type { BucketForm } from './bucket-form.ts';
import { TrustedCertificate } from './certificate.tsx';
import { ConnectionResult } from './connection-result.tsx';
import { useKeptWords } from './kept-words.ts';
import styles from './storage.module.css';

/** Who keeps the bucket, which one it is, what opens it, and whether all of that holds. */
export function BucketFields({ form }: { form: BucketForm }) {
  const { t } = useTranslation('storage');
  const { t: common } = useTranslation();
  const kept = useKeptWords(form.keptIn);
  const whole = useRef<HTMLDivElement>(null);
  const { draft, provider, shown, check, attempts } = form;
  useEffect(() => {
    if (attempts === 0) return;
    whole.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    // With its sentence, which stands below it.
    whole.current?.querySelector('[data-invalid]')?.scrollIntoView({ block: 'nearest' });
  }, [attempts]);
  const text = (
    field: 'bucket' | 'folder' | 'endpoint' | 'account' | 'accessKeyId',
    placeholder = '',
    hint?: string,
  ) => (
    <TextField
      label={t(`label.${field}`)}
      spellCheck="false"
      autoComplete="off"
      value={draft[field]}
      onChange={(value) => form.change({ [field]: value })}
      placeholder={placeholder}
      hint={hint}
      error={form.errorOf(field)}
    />
  );
  const isSaid = check !== undefined && check.fault !== null && fieldOf(check.fault, shown) !== undefined;
  return (
    <div ref={whole} className={classList(styles, 'fields')}>
      <SelectField
        label={t('label.provider')}
        choices={form.providers.map(({ id, name }) => ({ id, label: name }))}
        value={provider.id}
        onChange={(id) => form.change({ provider: id, region: '', trust: '' })}
      />
      <div className={classList(styles, 'pair')}>
        {text('bucket')}
        {text('folder', t('folderHint'))}
      </div>
      {shown.includes('account') ? text('account', '', t('accountHint')) : null}
      <div className={classList(styles, shown.includes('endpoint') ? 'wide' : 'single')}>
        {shown.includes('endpoint') ? text('endpoint', t('endpointHint')) : null}
        {shown.includes('region') ? (
          <TextField
            label={t('label.region')}
            spellCheck="false"
            autoComplete="off"
            placeholder={provider.region}
            value={draft.region}
            onChange={(region) => form.change({ region })}
            error={form.errorOf('region')}
          />
        ) : null}
      </div>
      {text('accessKeyId', '', t('keyHint'))}
      <PasswordField
        label={t('label.secret')}
        autoComplete="off"
        showLabel={common('showPassword')}
        hideLabel={common('hidePassword')}
        value={draft.secret}
        onChange={(secret) => form.change({ secret })}
        hint={kept}
        error={form.errorOf('secret')}
      />
      <div>
        <Button onPress={() => void form.test()}>{form.isTesting ? t('testing') : t('test')}</Button>
      </div>
      <ConnectionResult check={check} failure={form.failure} isSaid={isSaid} onTrust={form.trust} />
      {draft.trust === '' ? null : <TrustedCertificate value={draft.trust} />}
    </div>
  );
}
