import type { Bytes } from '../../keys/web/bytes.ts';
import { parseHeader } from '../../keys/web/header.ts';
import type { LinkFile } from '../../keys/web/link.ts';
import { Opener, type Expectation, type OpenedSegment } from '../../keys/web/opener.ts';
import { segmentCount, segmentOffset } from '../../keys/web/segment.ts';
import { chunksOf, LinkError, linkApi } from './api.ts';
import { KeptFile } from './kept-file.ts';

/** A connection over which nothing came for so long is gone, though nobody said so. */
const SILENCE_MS = 60_000;

export interface FileDownload {
  readonly linkId: string;
  readonly token: string;
  readonly file: LinkFile;
  readonly index: number;
  readonly folder: FileSystemDirectoryHandle;
  readonly signal: AbortSignal;
  /** Bytes of the content that are opened and checked. */
  readonly progress: (bytes: number) => void;
}

/**
 * Fetches, opens and keeps one file, from where it was interrupted. What it returns was checked to its end, digest and all.
 * @throws LinkError, SealError; DOMException `AbortError`, `QuotaExceededError`
 */
export async function downloadFile(download: FileDownload): Promise<File> {
  const kept = await KeptFile.open(download.folder, download.index);
  try {
    if (!kept.isWhole) await fetchInto(kept, download);
  } finally {
    kept.close();
  }
  return kept.file();
}

async function fetchInto(kept: KeptFile, { linkId, token, file, signal, progress }: FileDownload): Promise<void> {
  const { record, objectKey, fileId } = file;
  const expected: Expectation = { fileId, keyId: record.keyId, plainBytes: record.size, digest: record.digest };
  const { opener, from, bytes } = await startingPoint(kept, objectKey, expected, record.size);
  let done = bytes;
  const keep = (segments: readonly OpenedSegment[]) => {
    if (done === 0 && opener.header !== undefined) kept.keepHeader(opener.header);
    for (const { plain, tag } of segments) {
      kept.append(plain, tag);
      done += plain.length;
    }
    progress(done);
  };
  progress(done);
  const silence = new AbortController();
  const either = AbortSignal.any([signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const source = await linkApi.object(linkId, { key: file.key, token, from, signal: either });
    for await (const chunk of chunksOf(source)) {
      clearTimeout(timer);
      const opened = await opener.push(chunk);
      if (opened !== undefined) keep(opened);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
    }
    keep(await opener.finish());
    kept.finish();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!isBrokenConnection(error)) throw error;
    keep(await opener.drain());
    kept.flush();
    throw new LinkError('unreachable');
  } finally {
    clearTimeout(timer);
  }
}

/** Where the last interruption left it; from the beginning where that is nothing to build on. */
async function startingPoint(kept: KeptFile, objectKey: Bytes, expected: Expectation, size: number) {
  const header = kept.header();
  if (header !== undefined) {
    try {
      const fields = parseHeader(header);
      // The last segment once more, if need be: without it nobody knows that it was the last.
      const index = Math.min(kept.segments, segmentCount(fields, size) - 1);
      const opener = await Opener.resume({ objectKey }, expected, { header, index, tags: kept.tags(index) });
      const bytes = index * 2 ** fields.exponent;
      kept.goOn(index, bytes);
      return { opener, from: segmentOffset(fields, index), bytes };
    } catch {
      // Half written, or of another object: worth nothing.
    }
  }
  kept.begin();
  return { opener: new Opener({ objectKey }, expected), from: 0, bytes: 0 };
}

/** How a stream ends whose connection broke: a TypeError, or our own watch. */
function isBrokenConnection(error: unknown): boolean {
  const isSilent = error instanceof DOMException && error.name === 'AbortError';
  return isSilent || error instanceof TypeError || (error instanceof LinkError && error.code === 'unreachable');
}
