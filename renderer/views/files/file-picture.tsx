import { useState } from 'react';
import { usePicture } from '../../data/picture.ts';
import { classList } from '../../parts/class-list.ts';
import { CutWords } from '../../parts/cut-words.tsx';
import { Icon } from '../../parts/icon.tsx';
import { iconOf, kindOf } from './file-kind.ts';
import styles from './file-picture.module.css';
import { useRowSurroundings } from './row-surroundings.tsx';
import { NAME_ENDING } from './row-words.ts';
import type { Row } from './rows.ts';

export interface FilePictureProps {
  row: Row;
  /** `shown` is the one of a strip that stands above it, as wide as it is. */
  form: 'row' | 'tile' | 'panel' | 'strip' | 'shown' | 'photo';
  /** The picture is there, so large; or there is none, so far. */
  onShape?: (id: string, shape: Shape | undefined) => void;
}

/** Of a small picture, in its pixels. */
export interface Shape {
  readonly width: number;
  readonly height: number;
}

/** A picture that is not there is asked for so often: each time the list came anew, because it may follow its file. */
const TRIES = 6;

/** A small picture of a photo whose key is open; the icon of its kind for everything else. */
export function FilePicture({ row, form, onShape }: FilePictureProps) {
  const { keys, listed } = useRowSurroundings();
  const [missing, setMissing] = useState({ id: '', listed: 0, tries: 0 });
  const { file } = row;
  const kind = kindOf(row.name, file?.mediaType);
  const hasPicture = (kind === 'photo' || kind === 'video') && row.damage === undefined;
  const isOpen = file !== undefined && keys.get(file.key)?.open === true;
  const isMissing = missing.id === file?.id && (missing.listed === listed || missing.tries >= TRIES);
  const isShown = isOpen && hasPicture && !isMissing;
  const miss = () => {
    setMissing({ id: file?.id ?? '', listed, tries: missing.id === file?.id ? missing.tries + 1 : 1 });
    onShape?.(file?.id ?? '', undefined);
  };
  const address = usePicture('thumbnail', isShown ? file : undefined, miss);
  // While one that was missing is asked for anew its icon stays.
  const isAwaited = missing.id !== file?.id || missing.tries === 0;
  if (isShown && (address !== undefined || isAwaited)) {
    return (
      <span className={classList(styles, 'picture', form)}>
        {address === undefined ? null : (
          <img
            src={address}
            alt=""
            draggable={false}
            className={classList(styles, 'image')}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
              onShape?.(file.id, { width, height })
            }
            onError={miss}
          />
        )}
      </span>
    );
  }
  const isFolder = row.kind === 'folder';
  return (
    <span className={classList(styles, 'icon', form, isFolder && 'folder')}>
      <Icon
        name={isFolder ? 'folder' : iconOf(kind)}
        size={form === 'row' || form === 'strip' || form === 'shown' ? 20 : 24}
      />
      {form === 'photo' ? <CutWords words={row.name} ending={NAME_ENDING} /> : null}
    </span>
  );
}
