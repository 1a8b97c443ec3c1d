import type { KeyCheck, KeyChoice, KeyView } from '../../backend/contract/keys.ts';
import { api } from '../api.ts';
import { useIsRemote } from './queries.ts';
import { useServices } from './services.tsx';

/** What is done with a key file that somebody points at. @throws ApiError */
export interface KeyOpening {
  readonly inspect: (choice: KeyChoice) => Promise<KeyView>;
  /** For what follows, until the log-out. */
  readonly open: (choice: KeyChoice) => Promise<KeyView>;
  /** Whether it still opens what it sealed. */
  readonly check: (choice: KeyChoice) => Promise<KeyCheck>;
}

/** By the server where it runs on this computer, else by the window: then no passphrase goes to the server, and no key is kept there. */
export function useKeyOpening(): KeyOpening {
  const { keyMemory } = useServices();
  if (!useIsRemote())
    return {
      inspect: (choice) => api.inspectKey(choice),
      open: (choice) => api.openKey(choice),
      check: (choice) => api.checkKey(choice),
    };
  return {
    inspect: (choice) => keyMemory.inspect(choice),
    open: (choice) => keyMemory.open(choice),
    check: async (choice) => api.checkKey(await keyMemory.unlock(choice)),
  };
}
