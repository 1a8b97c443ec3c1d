import { useEffect, useEffectEvent } from 'react';

/** Esc goes one step out, wherever the focus is; what lies above the room (a dialog, a menu, a field that is full) takes it first. */
export function useStepOut(out: () => void): void {
  const step = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) out();
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => step(event);
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, []);
}
