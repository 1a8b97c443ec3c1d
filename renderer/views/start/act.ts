import { useMutation } from '@tanstack/react-query';

/** Something that a page asks of the server when its button is pressed, and how it got on. */
export function useAct<Answer>(ask: () => Promise<Answer>, done: (answer: Answer) => void) {
  const { mutate, isPending, error } = useMutation({ mutationFn: ask, onSuccess: done });
  return { act: () => mutate(), isBusy: isPending, error: error ?? undefined };
}
