import { Trans, useTranslation } from 'react-i18next';
import { useAppState } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { KeyBadge } from '../../parts/key-badge.tsx';
import styles from './wrong-key-dialog.module.css';
import { fingerprintOf, offeredKey } from './key-choice.ts';
import { atHandWords, fileInPlace } from './key-place.ts';
import type { KeyQuestionProps } from './key-question.ts';

/** Both keys side by side, and the right one where it is at hand. */
export function WrongKeyDialog({ question, answer, keys }: KeyQuestionProps<'wrong'>) {
  const { t } = useTranslation('files');
  const places = useAppState().data?.keyPlaces ?? [];
  const { need, picked, fileName } = question;
  const id = need.id ?? '';
  const key = keys.find((one) => one.id === id);
  const offered = offeredKey(id, keys);
  const needed = { name: key?.name ?? t('key.unnamed'), fingerprint: key?.fingerprint ?? fingerprintOf(id) };
  const other = { label: t('wrongKey.another'), onPress: () => answer('pick') };
  const place = offered?.path ? atHandWords(t, offered.path, places) : t('key.notHere');
  return (
    <Dialog
      isOpen
      onCancel={() => answer(undefined)}
      title={t('wrongKey.title', { picked: picked.name, count: need.count, name: need.name })}
      lead={
        <Trans
          t={t}
          i18nKey="wrongKey.lead"
          count={need.count}
          values={{ needed: needed.name, picked: picked.name }}
          components={{
            needed: <Fingerprint value={needed.fingerprint} tone="quiet" />,
            picked: <Fingerprint value={picked.fingerprint} tone="quiet" />,
          }}
        />
      }
      plain={{ label: t('cancel'), onPress: () => answer(undefined) }}
      {...(offered === undefined
        ? { filled: other }
        : {
            outlined: other,
            filled: { label: t('wrongKey.use', { name: needed.name }), onPress: () => answer('use') },
          })}
    >
      <div className={classList(styles, 'keys')}>
        <div className={classList(styles, 'side')}>
          <h3 className={classList(styles, 'head')}>{t('wrongKey.needed', { count: need.count })}</h3>
          <KeyBadge form="stacked" {...needed} label={t('key.label', needed)} detail={place} />
        </div>
        <div className={classList(styles, 'side')}>
          <h3 className={classList(styles, 'head')}>{t('wrongKey.picked')}</h3>
          <KeyBadge
            form="stacked"
            name={picked.name}
            fingerprint={picked.fingerprint}
            label={t('key.label', { name: picked.name, fingerprint: picked.fingerprint })}
            detail={fileInPlace(t, fileName, picked.path, places)}
          />
        </div>
      </div>
    </Dialog>
  );
}
