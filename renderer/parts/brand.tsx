import { useId } from 'react';
import { KEY, SMALL_KEY, TILE, TINY_KEY } from './brand-paths.ts';

/** From this many px up the icon has its shading; below it is flat. */
const SHADED_FROM = 48;

/** Below this the drawings made for few pixels take over. */
const LARGE_FROM = 24;

const FLAT = '#0e6470';

export interface BrandProps {
  /** Edge in px. */
  size: number;
  /** "Latchkey"; left out where the word stands beside it. */
  label?: string | undefined;
}

/** The app's icon, in the same colours by day and by night. */
export function Brand({ size, label }: BrandProps) {
  const shade = useId();
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  const box = { ...named, width: size, height: size, style: { display: 'block', flex: 'none' } };
  if (size < LARGE_FROM) {
    return (
      <svg {...box} viewBox="0 0 16 16">
        <rect width="16" height="16" rx="3.5" fill={FLAT} />
        <path fill="#ffffff" fillRule="evenodd" d={size <= 16 ? TINY_KEY : SMALL_KEY} />
      </svg>
    );
  }
  return (
    <svg {...box} viewBox="1.5 1.5 29 29">
      <defs>
        <linearGradient id={shade} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#15707b" />
          <stop offset="1" stopColor="#0b525c" />
        </linearGradient>
      </defs>
      {size < SHADED_FROM ? (
        <rect x="1.5" y="1.5" width="29" height="29" rx="6.3" fill={FLAT} />
      ) : (
        <path fill={`url(#${shade})`} d={TILE} />
      )}
      <path fill="#fafaf8" stroke="#fafaf8" strokeWidth="0.3" strokeLinejoin="round" fillRule="evenodd" d={KEY} />
    </svg>
  );
}
