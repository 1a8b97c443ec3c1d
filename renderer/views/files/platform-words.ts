import type { StateView } from '../../../backend/contract/state.ts';

/** Shortcuts as this computer writes them. */
export function shortcuts(platform: StateView['platform'] | undefined) {
  const isMac = platform === 'darwin';
  return {
    find: isMac ? '⌘F' : 'Ctrl F',
    open: isMac ? '↩' : 'Enter',
    preview: 'Space',
    rename: 'F2',
    download: isMac ? '⌘D' : 'Ctrl D',
    move: isMac ? '⇧⌘M' : 'Ctrl Shift M',
    trash: isMac ? '⌘⌫' : 'Delete',
  } as const;
}
