import { type RefObject, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** The part of a scrolled list that is seen, CSS px. */
export interface Sight {
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Follows scrolling and resizing. @param step what is smaller changes nothing: so a list is not drawn for every pixel */
export function useSight(scroller: RefObject<HTMLElement | null>, step: number): Sight {
  const [sight, setSight] = useState<Sight>({ top: 0, width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = () => {
      const top = Math.floor(element.scrollTop / step) * step;
      const { clientWidth: width, clientHeight: height } = element;
      setSight((old) =>
        old.top === top && old.width === width && old.height === height ? old : { top, width, height },
      );
    };
    // Within the frame that scrolls: otherwise what comes into sight is empty for a moment.
    const scrolled = () => flushSync(look);
    const resized = new ResizeObserver(look);
    look();
    element.addEventListener('scroll', scrolled, { passive: true });
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      resized.disconnect();
    };
  }, [scroller, step]);
  return sight;
}
