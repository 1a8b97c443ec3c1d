import { basename } from 'node:path';
import { encodingOf, TextReader } from './encoding.ts';
import { kindByHead, kindByText } from './file-heads.ts';
import { kindByName } from './file-names.ts';
import type { FileReport, Finding, FindingKind } from './finding.ts';
import type { RuleSet } from './rule-set.ts';
import { TextScan } from './text-scan.ts';

/** Bytes that tell what a file is; of one that is no text, nothing else is read. */
export const HEAD_BYTES = 4096;
/** Bytes of a text that are looked at: beyond lie logs and data, where reading costs more than it finds. */
export const TEXT_BYTES = 4 * 1024 * 1024;
const PIECE_BYTES = 256 * 1024;
/** Characters of a text that tell which kind of file it is: a key file has no more (format 1.1). */
const BEGINNING = 64 * 1024;

/** Kinds of file of which the whole is the secret: what else is in it needs no line of its own. */
const WHOLE: ReadonlySet<FindingKind> = new Set([
  'latchkey-key',
  'key-store',
  'wallet',
  'password-database',
  'password-export',
  'browser-profile',
]);

/** Bytes from the beginning of a file on, at most so many each time; an empty array at its end. */
export type Read = (most: number) => Uint8Array;

/** Looks at one file. Reads no more of it than {@link HEAD_BYTES}, or {@link TEXT_BYTES} of a text. @throws what `read` throws */
export async function scanFile(path: string, read: Read, rules: RuleSet): Promise<FileReport> {
  const head = whole(read, HEAD_BYTES);
  const letters = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  const kind = kindByHead(letters) ?? kindByName(path, letters);
  const encoding = encodingOf(head);
  if (encoding === undefined) {
    const partly = head.length === HEAD_BYTES;
    return { path, findings: ofWhole(kind), read: head.length, partly };
  }
  const reader = new TextReader(encoding);
  const scan = new TextScan(rules, basename(path.replaceAll('\\', '/')));
  let [total, beginning, piece] = [head.length, '', head];
  while (piece.length > 0 && !scan.isFull) {
    const text = reader.take(piece, false);
    beginning += text.slice(0, Math.max(0, BEGINNING - beginning.length));
    await scan.take(text);
    piece = read(Math.min(PIECE_BYTES, TEXT_BYTES - total));
    total += piece.length;
  }
  await scan.end();
  const known = kind ?? kindByText(beginning);
  const findings = known !== undefined && WHOLE.has(known) ? ofWhole(known) : merged(known, scan.findings);
  return { path, findings, read: total, partly: scan.isFull || total >= TEXT_BYTES };
}

function ofWhole(kind: FindingKind | undefined): Finding[] {
  return kind === undefined ? [] : [{ kind }];
}

/** A private key that is named after itself is told once, at its line. */
function merged(kind: FindingKind | undefined, findings: readonly Finding[]): Finding[] {
  return findings.some((finding) => finding.kind === kind) ? [...findings] : [...ofWhole(kind), ...findings];
}

/** As many bytes as there are, up to so many: a read may give fewer. */
function whole(read: Read, bytes: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < bytes) {
    const piece = read(bytes - length);
    if (piece.length === 0) break;
    pieces.push(piece);
    length += piece.length;
  }
  return Buffer.concat(pieces);
}
