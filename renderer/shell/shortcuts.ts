import { useEffect, useEffectEvent } from 'react';
import { isMac } from '../host.ts';

/** Keys by what is pressed: `mod+f` is ⌘F on a Mac and Ctrl F elsewhere; `mod+1`, `f2`. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** A dialog or the viewer; a message has the role of one and keeps nobody from anything. */
const DIALOG = '[role="dialog"], [role="alertdialog"]:not([aria-modal="false"])';

/** Listens for keys anywhere in the window, but not while a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const act = shortcuts[nameOf(event)];
    if (act === undefined || event.defaultPrevented || document.querySelector(DIALOG) !== null) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

/** As the computer writes it: "⌘F", "Ctrl F". */
export function shortcutWords(key: string): string {
  return isMac() ? `⌘${key.toUpperCase()}` : `Ctrl ${key.toUpperCase()}`;
}

function nameOf({ key, metaKey, ctrlKey, altKey, shiftKey }: KeyboardEvent): string {
  const isMod = isMac() ? metaKey : ctrlKey;
  const parts = [isMod && 'mod', altKey && 'alt', shiftKey && 'shift', key.toLowerCase()];
  return parts.filter((part) => part !== false).join('+');
}
