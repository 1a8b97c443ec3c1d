import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageView } from '../../../backend/contract/buckets.ts';
import type { StateView } from '../../../backend/contract/state.ts';
import { api } from '../../api.ts';
import { QUERY } from '../../data/queries.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { DefinitionList } from '../../parts/definition-list.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { PasswordField } from '../../parts/password-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useToasts } from '../../shell/toasts.ts';
import { accessOf, EMPTY_DRAFT } from './bucket-draft.ts';
import { TrustedCertificate } from './certificate.tsx';
import { ConnectionResult } from './connection-result.tsx';
import { useConnectionTest } from './connection-test.ts';
import { useKeptWords } from './kept-words.ts';
import styles from './storage.module.css';

export interface StorageDialogProps {
  vault: NonNullable<StateView['vault']>;
  onClose: () => void;
}

/** How the vault's bucket is reached, and another access key for it: tested, then kept. */
export function StorageDialog({ vault, onClose }: StorageDialogProps) {
  const { data } = useQuery({ queryKey: QUERY.storage, queryFn: ({ signal }) => api.storage(signal), staleTime: 0 });
  return data === undefined ? null : <Form vault={vault} storage={data} onClose={onClose} />;
}

function Form({ vault, storage, onClose }: StorageDialogProps & { storage: StorageView }) {
  const { t } = useTranslation('storage');
  const { t: common } = useTranslation();
  const kept = useKeptWords(storage.keptIn);
  const client = useQueryClient();
  const toasts = useToasts();
  const [accessKeyId, setAccessKeyId] = useState(storage.accessKeyId ?? '');
  const [secret, setSecret] = useState('');
  const [trust, setTrust] = useState('');
  const [isTold, setTold] = useState(false);
  // A secret alone belongs to the key that is there.
  const isNew = secret !== '' || accessKeyId.trim() !== (storage.accessKeyId ?? '');
  const access = accessOf({ ...EMPTY_DRAFT, trust, ...(isNew && { accessKeyId, secret }) }) ?? {};
  const isTrusting = trust !== '' || storage.certificate !== null;
  const isLacking = isNew && secret.trim() === '';
  const isNameless = isNew && accessKeyId.trim() === '';
  const { run, isTesting, check, failure } = useConnectionTest({ address: storage.address, access });
  const save = useMutation({
    mutationFn: () => api.changeStorage(access),
    onSuccess: async () => {
      toasts.show({ words: t('dialog.saved', { vault: vault.name }), icon: 'check' });
      onClose();
      await Promise.all(
        [QUERY.state, QUERY.storage, QUERY.files].map((queryKey) => client.invalidateQueries({ queryKey })),
      );
    },
  });
  const test = async () => {
    setTold(true);
    return isLacking || isNameless ? undefined : run();
  };
  const submit = () => {
    if (isTesting || save.isPending) return;
    void test().then((answer) => answer?.ok === true && save.mutate());
  };
  const busy = save.isPending ? t('dialog.saving') : isTesting ? t('testing') : undefined;
  const isSaid = check?.fault === 'wrong-secret';
  const secretError =
    isTold && isLacking ? t('empty.secret') : isSaid ? `${check.sentence} ${t('todo.wrong-secret')}` : undefined;
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('dialog.title', { vault: vault.name })}
      lead={t('dialog.lead')}
      focus="body"
      plain={{ label: t('dialog.cancel'), onPress: onClose }}
      filled={{ label: busy ?? t('dialog.save'), onPress: submit }}
    >
      <div className={classList(styles, 'fields')}>
        <DefinitionList labelWidth={116} rows={[{ id: 'place', label: t('dialog.place'), value: vault.place }]} />
        <TextField
          label={t('label.accessKeyId')}
          takesFocus
          spellCheck="false"
          autoComplete="off"
          value={accessKeyId}
          onChange={setAccessKeyId}
          placeholder={t('dialog.own')}
          error={isTold && isNameless ? t('empty.accessKeyId') : undefined}
        />
        <PasswordField
          label={t('label.secret')}
          autoComplete="off"
          showLabel={common('showPassword')}
          hideLabel={common('hidePassword')}
          value={secret}
          onChange={setSecret}
          hint={`${storage.accessKeyId === null ? '' : t('dialog.secretHint')} ${kept}`.trim()}
          error={secretError}
        />
        <div>
          <Button onPress={() => void test()}>{isTesting ? t('testing') : t('test')}</Button>
        </div>
        <ConnectionResult
          check={check}
          failure={save.error ?? failure}
          isSaid={isSaid}
          onTrust={(fingerprint) => {
            setTrust(fingerprint);
            void run({ address: storage.address, access: { ...access, trust: fingerprint } });
          }}
        />
        {isTrusting ? <TrustedCertificate value={trust || (storage.certificate ?? '')} /> : null}
      </div>
    </Dialog>
  );
}
