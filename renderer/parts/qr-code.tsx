import { useMemo } from 'react';
import { encode } from 'uqr';
import { classList } from './class-list.ts';
import styles from './qr-code.module.css';

export interface QrCodeProps {
  /** What a camera reads out of it. */
  text: string;
  /** "QR code of the six words" */
  label: string;
}

/** Dark on white in both themes: cameras read nothing else for sure. */
export function QrCode({ text, label }: QrCodeProps) {
  const { size, path } = useMemo(() => draw(text), [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={classList(styles, 'code')}
    >
      <path d={path} />
    </svg>
  );
}

function draw(text: string): { size: number; path: string } {
  // Four cells of white around it, as ISO/IEC 18004 wants.
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const cells = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: cells.join('') };
}
