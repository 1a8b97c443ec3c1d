import { classList } from './class-list.ts';
import { ControlScene } from './gallery-controls.tsx';
import styles from './gallery.module.css';
import { DialogScene, DropScene, EmptyScene, IconScene, MenuScene, StartScene } from './gallery-pages.tsx';
import { FilesScene, KeysScene } from './gallery-scenes.tsx';

/** Every part in every state, to look at and compare with parts.png. Not part of the app. */
export function Gallery({ scene }: { scene: string }) {
  switch (scene) {
    case 'files':
      return <FilesScene />;
    case 'keys':
      return <KeysScene />;
    case 'empty':
      return <EmptyScene />;
    case 'start':
      return <StartScene />;
    case 'alert':
      return <DialogScene isAlert />;
    case 'dialog':
      return <DialogScene isAlert={false} />;
    case 'drop':
      return <DropScene />;
    case 'menu':
      return <MenuScene />;
    case 'icons':
      return <IconScene />;
    default:
      return (
        <div className={classList(styles, 'halves')}>
          <Half theme="light" />
          <Half theme="dark" />
        </div>
      );
  }
}

function Half({ theme }: { theme: 'light' | 'dark' }) {
  return (
    <div data-theme={theme} className={classList(styles, 'half')}>
      <ControlScene />
    </div>
  );
}
