import { useState } from 'react';
import { api } from '../../api.ts';
import { classList } from '../../parts/class-list.ts';
import { Icon } from '../../parts/icon.tsx';
import { iconOf, kindOf } from './file-kind.ts';
import styles from './file-picture.module.css';
import { useRowSurroundings } from './row-surroundings.tsx';
import type { Row } from './rows.ts';

export interface FilePictureProps {
  row: Row;
  form: 'row' | 'tile' | 'panel' | 'strip';
}

/** A small picture of a photo whose key is open; the icon of its kind for everything else. */
export function FilePicture({ row, form }: FilePictureProps) {
  const { keys } = useRowSurroundings();
  const [missing, setMissing] = useState<string>();
  const { file } = row;
  const kind = kindOf(row.name, file?.mediaType);
  const hasPicture = (kind === 'photo' || kind === 'video') && row.damage === undefined;
  const isOpen = file !== undefined && keys.get(file.key)?.open === true;
  if (isOpen && hasPicture && missing !== file.id) {
    return (
      <span className={classList(styles, 'picture', form)}>
        <img
          src={api.thumbnailAddress(file.id)}
          alt=""
          loading="lazy"
          draggable={false}
          className={classList(styles, 'image')}
          onError={() => setMissing(file.id)}
        />
      </span>
    );
  }
  const isFolder = row.kind === 'folder';
  return (
    <span className={classList(styles, 'icon', form, isFolder && 'folder')}>
      <Icon name={isFolder ? 'folder' : iconOf(kind)} size={form === 'row' || form === 'strip' ? 20 : 24} />
    </span>
  );
}
