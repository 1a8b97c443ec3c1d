import { useTranslation } from 'react-i18next';
import type { FileView } from '../../../backend/contract/files.ts';
import { useAppState, usePictureSize, useVersions } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import { Button } from '../../parts/button.tsx';
import { classList } from '../../parts/class-list.ts';
import { KeyBadge } from '../../parts/key-badge.tsx';
import { PanelSection } from '../../parts/panel.tsx';
import { shortMomentOf, sizeOf } from '../../words/measure.ts';
import type { ContentActions } from './content-actions.ts';
import styles from './details-panel.module.css';
import { kindOf } from './file-kind.ts';
import { fingerprintOf } from './key-choice.ts';
import { seenWords } from './key-place.ts';
import { useRowSurroundings } from './row-surroundings.tsx';
import { kindWords } from './row-words.ts';
import type { Row } from './rows.ts';
import { Verification } from './verification.tsx';

export interface FileDetailsProps {
  row: Row;
  file: FileView;
  bucket: string;
  content: ContentActions;
}

/** Versions, key and last verification of one file. */
export function FileDetails({ row, file, bucket, content }: FileDetailsProps) {
  return (
    <>
      <Versions file={file} onRestore={(version) => void content.restoreVersion(version)} />
      <KeyOf file={file} />
      <Verification row={row} file={file} bucket={bucket} content={content} />
    </>
  );
}

/** "Photo, 4032 × 2686, 6.4 MB" */
export function FileSum({ row }: { row: Row }) {
  const { t } = useTranslation('files');
  const { keys } = useRowSurroundings();
  const { file, name } = row;
  const isOpen = file !== undefined && keys.get(file.key)?.open === true;
  const isPicture = kindOf(name, file?.mediaType) === 'photo' && row.damage === undefined;
  const pixels = usePictureSize(isOpen && isPicture ? file : undefined);
  const words = { kind: kindWords(t, row), size: sizeOf(row.size ?? 0) };
  return pixels === undefined ? t('details.sum', words) : t('details.sumPicture', { ...words, ...pixels });
}

function Versions({ file, onRestore }: { file: FileView; onRestore: (version: FileView) => void }) {
  const { t } = useTranslation('files');
  const { now } = useServices();
  const versions = useVersions(file.path).data?.versions.toReversed() ?? [file];
  return (
    <PanelSection title={t('details.versions')}>
      <ul className={classList(styles, 'versions')}>
        {versions.map((version, index) => {
          const date = shortMomentOf(new Date(version.modified), now());
          return (
            <li key={version.id}>
              <span>{date}</span>
              <span className={classList(styles, 'quiet')}>{sizeOf(version.size)}</span>
              <span className={classList(styles, 'end')}>
                {index === 0 ? (
                  t('details.current')
                ) : (
                  <Button
                    kind="link"
                    aria-label={t('details.restoreLabel', { date })}
                    onPress={() => onRestore(version)}
                  >
                    {t('details.restore')}
                  </Button>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </PanelSection>
  );
}

function KeyOf({ file }: { file: FileView }) {
  const { t } = useTranslation('files');
  const { now } = useServices();
  const { keys } = useRowSurroundings();
  const places = useAppState().data?.keyPlaces ?? [];
  const key = keys.get(file.key);
  const fingerprint = key?.fingerprint ?? fingerprintOf(file.key);
  const name = key?.name ?? t('key.unnamed');
  return (
    <PanelSection title={t('details.key')}>
      <KeyBadge
        form="panel"
        name={name}
        fingerprint={fingerprint}
        label={t('key.label', { name, fingerprint })}
        detail={key === undefined ? t('key.neverSeen') : seenWords(t, key, places, now())}
      />
    </PanelSection>
  );
}
