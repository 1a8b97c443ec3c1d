import { Trans, useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { Fingerprint } from '../../parts/fingerprint.tsx';
import { Icon } from '../../parts/icon.tsx';
import { fingerprintOf, keyStep } from '../files/key-choice.ts';
import type { Box } from '../files/list-geometry.ts';
import { useRowSurroundings } from '../files/row-surroundings.tsx';
import type { Fold } from './photo-months.ts';
import styles from './photo-fold.module.css';

export interface PhotoFoldProps extends Box {
  fold: Fold;
  rowIndex: number;
  onChooseKey: () => void;
}

/** What stands for the pictures of a key that is not open. */
export function PhotoFold({ fold, rowIndex, onChooseKey, top, left, width, height }: PhotoFoldProps) {
  const { t } = useTranslation('photos');
  const { keyId, count, hasVideos } = fold;
  const key = useRowSurroundings().keys.get(keyId);
  const asksPassphrase = keyStep(key) === 'passphrase';
  const need = asksPassphrase ? 'fold.passphrase' : 'fold.key';
  return (
    <div role="row" aria-rowindex={rowIndex} className={classList(styles, 'fold')} style={{ top, left, width, height }}>
      <div role="gridcell" aria-colindex={1} className={classList(styles, 'cell')}>
        <Icon name="lock" tone="quiet" />
        <p className={classList(styles, 'words')}>
          <Trans
            t={t}
            i18nKey={need}
            count={count}
            values={{ items: t(hasVideos ? 'fold.both' : 'fold.photos', { count }), key: key?.name ?? '' }}
            components={{
              strong: <strong className={classList(styles, 'need')} />,
              digits: <Fingerprint value={key?.fingerprint ?? fingerprintOf(keyId)} />,
            }}
          />
        </p>
        <Button size={28} onPress={onChooseKey}>
          {asksPassphrase ? t('fold.enter') : t('fold.choose')}
        </Button>
      </div>
    </div>
  );
}
