import { useState } from 'react';
import { useFolder } from '../../data/queries.ts';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { api } from '../../api.ts';
import { classList } from '../../parts/class-list.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { folderOf, vaultPathOf } from './show-in-files.ts';
import styles from './transfers-view.module.css';

const ENDINGS: readonly (readonly [IconName, RegExp])[] = [
  ['photo', /\.(jpe?g|png|gif|webp|heic|avif|tiff?|bmp|svg)$/i],
  ['video', /\.(mp4|mov|mkv|avi|webm|m4v)$/i],
  ['archive', /\.(zip|tar|gz|tgz|7z|rar|xz|bz2)$/i],
  ['track', /\.(gpx|kml|fit)$/i],
];

function iconOf({ name, totalFiles }: LiveTransfer): IconName {
  if (totalFiles > 1) return 'folder';
  return ENDINGS.find(([, ending]) => ending.test(name))?.[0] ?? 'file';
}

/** A small picture of a photo that lies in the vault, else the icon of its kind. */
export function RowPicture({ transfer }: { transfer: LiveTransfer }) {
  const icon = iconOf(transfer);
  const path = vaultPathOf(transfer);
  const isThere = icon === 'photo' && path !== undefined && transfer.state === 'done';
  return (
    <span className={classList(styles, 'picture')}>
      {isThere ? <Thumbnail path={path} /> : <Icon name={icon} tone="quiet" />}
    </span>
  );
}

function Thumbnail({ path }: { path: string }) {
  const { data } = useFolder(folderOf(path));
  const [isMissing, setMissing] = useState(false);
  const file = data?.files.find((each) => each.path === path);
  if (file === undefined || isMissing) return <Icon name="photo" tone="quiet" />;
  return (
    <img
      src={api.thumbnailAddress(file.id)}
      alt=""
      className={classList(styles, 'thumbnail')}
      onError={() => setMissing(true)}
    />
  );
}
