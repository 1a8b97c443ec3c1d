import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as AriaToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Button } from './button.tsx';
import { classList } from './class-list.ts';
import { CutWords } from './cut-words.tsx';
import { Icon, type IconName } from './icon.tsx';
import styles from './toast.module.css';

/** look.md: a toast stays six seconds; pointer or focus on it stops the clock. */
export const TOAST_TIME = 6000;

/** More would cover the list they speak of; the others wait their turn. */
const TOASTS_AT_ONCE = 3;

/** Longer than the end of a name and what happened to it. */
const ENDING = 28;

export interface ToastWords {
  words: string;
  /** The tick unless told otherwise. */
  icon?: IconName;
  action?: { label: string; onPress: () => void };
}

/** The toasts of one window; made once where the window starts and passed down. */
export class ToastQueue extends AriaToastQueue<ToastWords> {
  constructor() {
    super({ maxVisibleToasts: TOASTS_AT_ONCE });
  }

  show(toast: ToastWords): void {
    this.add(toast, { timeout: TOAST_TIME });
  }
}

export interface ToastsProps {
  queue: ToastQueue;
  /** "Messages", the name of the region. */
  label: string;
}

/** The region at the bottom right where the toasts of a queue appear. */
export function Toasts({ queue, label }: ToastsProps) {
  return (
    <ToastRegion queue={queue} aria-label={label} className={classList(styles, 'region')}>
      {({ toast }) => (
        <AriaToast toast={toast} className={classList(styles, 'toast')}>
          <Icon name={toast.content.icon ?? 'check'} size={16} />
          <ToastContent className={classList(styles, 'content')}>
            <Text slot="title">
              <CutWords words={toast.content.words} ending={ENDING} />
            </Text>
          </ToastContent>
          {toast.content.action === undefined ? null : (
            <Button
              kind="link"
              onPress={() => {
                toast.content.action?.onPress();
                queue.close(toast.key);
              }}
            >
              {toast.content.action.label}
            </Button>
          )}
        </AriaToast>
      )}
    </ToastRegion>
  );
}
