import { useEffect, useEffectEvent } from 'react';
import type { Command } from '../../electron/ipc-contract.ts';
import { useServices } from '../data/services.tsx';

/** Does what the menu of the desktop asks for; in a browser there is none. Commands without an act are somebody else's. */
export function useCommands(acts: Partial<Record<Command, () => void>>): void {
  const { desktop } = useServices().host;
  const act = useEffectEvent((command: Command) => acts[command]?.());
  useEffect(() => desktop?.onCommand((command) => act(command)), [desktop]);
}

/** The two commands that add: whichever view takes additions now does them. */
export function useAddCommands(add: (what: 'files' | 'folder') => void): void {
  useCommands({ 'add-files': () => add('files'), 'add-folder': () => add('folder') });
}

/** A notification of the desktop when the last transfer is over and nobody looks. @param done its words */
export function useDoneNotice(isUnderWay: boolean, done: string): void {
  const { desktop } = useServices().host;
  useEffect(() => {
    if (!isUnderWay || desktop === undefined) return undefined;
    return () => {
      if (!document.hasFocus()) void desktop.notify(done, '').catch(() => undefined);
    };
  }, [isUnderWay, desktop, done]);
}
