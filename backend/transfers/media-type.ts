import { lookup } from 'mrmime';

/** The media type a name suggests, for the record (format 3.2); nothing relies on it. */
export function mediaTypeOf(path: string): string | undefined {
  return lookup(path);
}
