import { type ReactNode, useState } from 'react';
import type { KeyChoice, KnownKey } from '../../../backend/contract/keys.ts';
import { api, ApiError } from '../../api.ts';
import { useServices } from '../../data/services.tsx';
import { ErrorDialog } from '../../words/error-dialog.tsx';
import { nameOf } from './key-health.ts';

/** Where the file of a key is: where it was last, else where the user points. */
export function useKeyFileChoice(known: KnownKey): {
  /** @returns undefined where the user thought better of it, or pointed at something else and was told so */
  obtain: () => Promise<KeyChoice | undefined>;
  dialog: ReactNode;
} {
  const { host } = useServices();
  const [problem, setProblem] = useState<{ error: unknown; fileName: string; given?: string }>();
  const needs = nameOf(known);
  const obtain = async (): Promise<KeyChoice | undefined> => {
    if (known.present) return { id: known.id };
    const picked = await host.pickKeyFile();
    if (picked === undefined) return undefined;
    const { choice, fileName } = picked;
    try {
      const { id, name } = await api.inspectKey(choice);
      if (id === known.id) return choice;
      const error = new ApiError('another-key', 'The file holds another key.', 0);
      setProblem({ error, fileName, given: name });
    } catch (error) {
      setProblem({ error, fileName });
    }
    return undefined;
  };
  const dialog = (
    <ErrorDialog
      error={problem?.error}
      context={{ name: problem?.fileName, about: 'key', needs, given: problem?.given }}
      onClose={() => setProblem(undefined)}
    />
  );
  return { obtain, dialog };
}
