import { type RefObject, useState, useSyncExternalStore } from 'react';
import type { PhotoLayout } from './photo-layout.ts';
import type { PhotoMonth } from './photo-months.ts';

/** Which month is at the top of the sight, and the way to another. */
export function useMonthInSight(scroller: RefObject<HTMLElement | null>, layout: PhotoLayout) {
  const [asked, setAsked] = useState<string>();
  const subscribe = (changed: () => void) => {
    const element = scroller.current;
    element?.addEventListener('scroll', changed, { passive: true });
    return () => element?.removeEventListener('scroll', changed);
  };
  const id = useSyncExternalStore(subscribe, () => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = scroller.current ?? {};
    // Short months at the end cannot come to the top: of them the one that was asked for counts.
    const wanted = layout.months.find(({ month }) => month.id === asked);
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - 1;
    if (isAtEnd && wanted !== undefined && wanted.top >= scrollTop) return asked;
    return layout.monthAt(scrollTop + 1)?.month.id;
  });
  const jump = ({ id: to }: PhotoMonth) => {
    setAsked(to);
    scroller.current?.scrollTo({ top: layout.months.find(({ month }) => month.id === to)?.top ?? 0 });
  };
  return { month: layout.months.find(({ month }) => month.id === id)?.month, jump };
}
