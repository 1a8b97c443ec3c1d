export interface Place {
  readonly index: number;
  readonly count: number;
  readonly columns: number;
  /** Whole lines in sight. */
  readonly lines: number;
}

/** Where a key leads from a row: the arrows, Home, End and the pages. Undefined where it leads nowhere, or is no such key. */
export function stepOf(key: string, { index, count, columns, lines }: Place): number | undefined {
  const page = Math.max(1, lines - 1) * columns;
  const last = count - 1;
  // A page goes as far as it can; one line further does not exist from the last.
  const paged = (by: number) => {
    const to = Math.min(last, Math.max(0, index + by));
    return to === index ? undefined : to;
  };
  const stepped = (by: number) => (index + by < 0 || index + by > last ? undefined : index + by);
  switch (key) {
    case 'ArrowDown':
      return stepped(columns) ?? (Math.floor(index / columns) < Math.floor(last / columns) ? last : undefined);
    case 'ArrowUp':
      return stepped(-columns);
    case 'ArrowRight':
      return columns === 1 ? undefined : stepped(1);
    case 'ArrowLeft':
      return columns === 1 ? undefined : stepped(-1);
    case 'Home':
      return index === 0 ? undefined : 0;
    case 'End':
      return index === last ? undefined : last;
    case 'PageDown':
      return paged(page);
    case 'PageUp':
      return paged(-page);
    default:
      return undefined;
  }
}
