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

function iconOf({ name }: LiveTransfer): IconName {
  return ENDINGS.find(([, ending]) => ending.test(name))?.[0] ?? 'file';
}

/** A small picture of a photo that lies in the vault, else the icon of its kind. */
export function RowPicture({ transfer }: { transfer: LiveTransfer }) {
  const path = vaultPathOf(transfer);
  const isThere = path !== undefined && transfer.state === 'done';
  const icon = isFolder(transfer) ? 'folder' : iconOf(transfer);
  return (
    <span className={classList(styles, 'picture')}>
      {isThere && icon !== 'folder' ? <Found path={path} icon={icon} /> : <Icon name={icon} tone="quiet" />}
    </span>
  );
}

/** A folder of one file is told by where that file goes. */
function isFolder(transfer: LiveTransfer): boolean {
  const { totalFiles, current, failures } = transfer;
  const path = vaultPathOf(transfer);
  const inside = [current ?? '', ...failures.map((failure) => failure.path)];
  return totalFiles > 1 || (path !== undefined && inside.some((each) => each.startsWith(`${path}/`)));
}

/** As it lies in the vault now: which of the two it is, and what it looks like. */
function Found({ path, icon }: { path: string; icon: IconName }) {
  const { data } = useFolder(folderOf(path));
  const [isMissing, setMissing] = useState(false);
  const file = data?.files.find((each) => each.path === path);
  if (data?.folders.includes(path) === true) return <Icon name="folder" tone="quiet" />;
  if (file === undefined || icon !== 'photo' || isMissing) return <Icon name={icon} tone="quiet" />;
  return (
    <img
      src={api.thumbnailAddress(file.id)}
      alt=""
      className={classList(styles, 'thumbnail')}
      onError={() => setMissing(true)}
    />
  );
}
