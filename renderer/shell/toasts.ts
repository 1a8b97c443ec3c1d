import { createContext, use } from 'react';
import type { ToastQueue } from '../parts/toast.tsx';

/** The toasts of the window; the region that shows them stands in the app. */
export const ToastContext = createContext<ToastQueue | undefined>(undefined);

export function useToasts(): ToastQueue {
  const toasts = use(ToastContext);
  if (toasts === undefined) throw new Error('a view stands outside the window');
  return toasts;
}
