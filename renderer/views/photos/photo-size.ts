import { useState } from 'react';

/** Height of a line of pictures, CSS px. */
export const SIZES = { least: 96, most: 240, usual: 152, step: 8 } as const;

const NAME = 'photos-size';

/** How large the pictures are; what was chosen outlives the window. */
export function usePhotoSize() {
  const [size, setSize] = useState(remembered);
  return [size, setSize, (chosen: number) => localStorage.setItem(NAME, String(chosen))] as const;
}

function remembered(): number {
  const size = Number(localStorage.getItem(NAME) ?? SIZES.usual);
  return size >= SIZES.least && size <= SIZES.most ? size : SIZES.usual;
}
