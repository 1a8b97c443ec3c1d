import { Trans, useTranslation } from 'react-i18next';
import type { KeyCheck, KnownKey } from '../../../backend/contract/keys.ts';
import { useAppState } from '../../data/queries.ts';
import { classList } from '../../parts/class-list.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { KeyBadge } from '../../parts/key-badge.tsx';
import { countOf } from '../../words/measure.ts';
import { sentencesOf } from '../../words/sentence.ts';
import { filesOf, nameOf } from './key-health.ts';
import styles from './keys-view.module.css';

export interface CheckResultProps {
  check: KeyCheck;
  /** The key that was looked for; undefined where any would do. */
  expected: KnownKey | undefined;
  onAgain: () => void;
  onClose: () => void;
}

/** Which key a file holds, how many of its files it opens, and which not. */
export function CheckResult({ check, expected, onAgain, onClose }: CheckResultProps) {
  const { t } = useTranslation('keys');
  const { key, files, opened, damaged } = check;
  const place = useAppState().data?.vault?.name;
  if (expected !== undefined && expected.id !== key.id) {
    return <AnotherKey check={check} expected={expected} onAgain={onAgain} onClose={onClose} />;
  }
  const { name, fingerprint } = key;
  const kind = files === 0 ? 'none' : opened === files ? 'all' : 'some';
  const words = { name, opened: countOf(opened), files: countOf(files), count: files };
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t(`checking.${kind}`, words)}
      lead={t(`checking.${kind}Lead`)}
      plain={{ label: t('checking.again'), onPress: onAgain }}
      filled={{ label: t('close'), onPress: onClose }}
    >
      <KeyBadge form="stacked" name={name} fingerprint={fingerprint} label={t('keyName', { name, fingerprint })} />
      {damaged.length === 0 ? null : (
        <section className={classList(styles, 'damaged')}>
          <h3 className={classList(styles, 'caption')}>{t('checking.damaged')}</h3>
          <ul className={classList(styles, 'damages')}>
            {damaged.map(({ path, code }, index) => (
              // Two versions of a file have one path.
              <li key={index}>
                <span className={classList(styles, 'path')}>{path}</span>
                <span className={classList(styles, 'what')}>
                  {sentencesOf(code, { name: path.split('/').at(-1), place }).happened}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

function AnotherKey({ check, expected, onAgain, onClose }: CheckResultProps & { expected: KnownKey }) {
  const { t } = useTranslation('keys');
  const { key, files, opened } = check;
  const words = { needs: nameOf(expected), given: key.name };
  const sides = [
    { caption: t('checking.looked'), name: words.needs, fingerprint: expected.fingerprint, detail: filesOf(expected) },
    {
      caption: t('checking.picked'),
      name: key.name,
      fingerprint: key.fingerprint,
      detail: t('checking.otherFiles', { opened: countOf(opened), files: countOf(files) }),
    },
  ];
  return (
    <Dialog
      isOpen
      onCancel={onClose}
      title={t('checking.otherTitle', words)}
      lead={
        <Trans
          t={t}
          i18nKey="checking.otherLead"
          values={words}
          components={{
            needs: <Fingerprint value={expected.fingerprint} tone="quiet" />,
            given: <Fingerprint value={key.fingerprint} tone="quiet" />,
          }}
        />
      }
      plain={{ label: t('cancel'), onPress: onClose }}
      filled={{ label: t('checking.tryAgain'), onPress: onAgain }}
    >
      <div className={classList(styles, 'sides')}>
        {sides.map(({ caption, name, fingerprint, detail }) => (
          <section key={caption} className={classList(styles, 'side')}>
            <h3 className={classList(styles, 'caption')}>{caption}</h3>
            <KeyBadge
              form="stacked"
              name={name}
              fingerprint={fingerprint}
              label={t('keyName', { name, fingerprint })}
              detail={detail}
            />
          </section>
        ))}
      </div>
    </Dialog>
  );
}
