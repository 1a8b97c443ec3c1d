import { useState } from 'react';
import { usePicture } from '../../data/picture.ts';
import { useFolder, useKeys } from '../../data/queries.ts';
import type { LiveTransfer } from '../../data/transfer-store.ts';
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
  const isOpen = useKeys().data?.keys.some(({ id, open }) => id === file?.key && open) === true;
  const isShown = isOpen && icon === 'photo' && !isMissing;
  const miss = () => setMissing(true);
  const address = usePicture('thumbnail', isShown ? file : undefined, miss);
  if (data?.folders.includes(path) === true) return <Icon name="folder" tone="quiet" />;
  if (!isShown) return <Icon name={icon} tone="quiet" />;
  if (address === undefined) return null;
  return <img src={address} alt="" className={classList(styles, 'thumbnail')} onError={miss} />;
}
