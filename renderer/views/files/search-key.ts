import { type RefObject, useEffect } from 'react';

/** ⌘F and Ctrl F go to the search field. */
export function useSearchKey(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener('keydown', find);
    return () => removeEventListener('keydown', find);
  }, [field]);
}
