import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PersonView } from '../../../backend/contract/people.ts';
import { api } from '../../api.ts';
import { QUERY } from '../../data/queries.ts';
import { CompareDialog } from './compare-dialog.tsx';

export interface Comparison {
  /** Asks where it has to be asked. @returns whether the person is known now @throws ApiError */
  readonly meet: (person: PersonView) => Promise<boolean>;
  /** What it asks just now; stands somewhere in the view. */
  readonly dialog: ReactNode;
}

/** Compares words before anything is shared or opened, once for each person. */
export function useComparison(): Comparison {
  const client = useQueryClient();
  const [asked, setAsked] = useState<{ person: PersonView; answer: (matches: boolean) => void }>();
  const meet = async (person: PersonView): Promise<boolean> => {
    if (person.standing === 'known') return true;
    const matches = await new Promise<boolean>((resolve) => {
      const answer = (given: boolean) => (setAsked(undefined), resolve(given));
      setAsked({ person, answer });
    });
    if (!matches) return false;
    const { id, fingerprint, username } = person;
    await api.acceptPerson({ id, fingerprint, ...(username !== null && { username }) });
    await Promise.all([QUERY.people, QUERY.shares].map((queryKey) => client.invalidateQueries({ queryKey })));
    return true;
  };
  const dialog =
    asked === undefined ? null : (
      <CompareDialog person={asked.person} onMatch={() => asked.answer(true)} onCancel={() => asked.answer(false)} />
    );
  return { meet, dialog };
}
