import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BucketCheck } from '../../../backend/contract/buckets.ts';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/note.tsx';
import { sentencesOf } from '../../words/sentence.ts';
import { Certificate } from './certificate.tsx';
import styles from './storage.module.css';

export interface ConnectionResultProps {
  check: BucketCheck | undefined;
  /** What the test itself failed with. */
  failure: Error | undefined;
  /** Whether the sentence stands beside a field already. */
  isSaid: boolean;
  onTrust: (fingerprint: string) => void;
}

/** How a test ended, as far as no field says it; moved into sight in a low window. */
export function ConnectionResult(props: ConnectionResultProps) {
  const { check, failure, isSaid } = props;
  if (failure === undefined && (check === undefined || isSaid)) return null;
  return (
    <InSight key={check?.fault ?? failure?.name}>
      <Result {...props} />
    </InSight>
  );
}

function InSight({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer engines answer with a promise, which an effect must not.
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={place} className={classList(styles, 'sight')}>
      {children}
    </div>
  );
}

function Result({ check, failure, onTrust }: ConnectionResultProps) {
  const { t } = useTranslation('storage');
  if (failure !== undefined) {
    const { happened, todo } = sentencesOf(failure);
    return (
      <Note tone="bad" role="alert" title={happened}>
        {todo}
      </Note>
    );
  }
  if (check === undefined) return null;
  const { fault, sentence, certificate } = check;
  if (fault === null) {
    return (
      <p role="status" className={classList(styles, 'works')}>
        <Icon name="check" size={16} />
        <span>{[t('works'), sentence].join(' ').trim()}</span>
      </p>
    );
  }
  if (fault === 'tls-untrusted' && certificate !== null) {
    return (
      <Note
        tone="warn"
        role="alert"
        title={sentence}
        actions={
          <Button size={28} onPress={() => onTrust(certificate)}>
            {t('trust')}
          </Button>
        }
      >
        {t('todo.tls-untrusted')}
        <Certificate value={certificate} />
      </Note>
    );
  }
  return (
    <Note tone="bad" role="alert" title={sentence}>
      {t(`todo.${fault}`)}
    </Note>
  );
}
