import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../data/services.tsx';

const WORDS = { real: 'keptSealed', weak: 'keptWeak', none: 'kept' } as const;

/** Says where a secret is kept before it happens, and whether the system's keyring seals it. @param file as the server names it */
export function useKeptWords(file: string): string {
  const { t } = useTranslation('storage');
  const { desktop } = useServices().host;
  const { data = 'none' } = useQuery({
    queryKey: ['keyring'],
    queryFn: async () => (await desktop?.keyring()) ?? 'none',
    // It does not change while Latchkey is open.
    staleTime: Infinity,
  });
  return t(WORDS[data], { file });
}
