import { lstat, type FileHandle } from 'node:fs/promises';
import { damaged, inUse } from './old-upload.ts';

/**
 * SQLite reads a whole schema before it answers anything, in time that grows with the square of it (100,000 tables: twelve seconds), and
 * nothing can stop it meanwhile, not even the end of its thread. The old program's has about ten entries.
 */
const MAX_ENTRIES = 200;
/** Where page 1 has its b-tree (https://www.sqlite.org/fileformat2.html, 1.3 and 1.6). */
const FILE_HEADER_BYTES = 100;
const LEAF = 13;
const INNER = 5;

/**
 * Counts the entries of a schema in its pages, without SQLite.
 * @throws TransferError `damaged-database` for more than an old program makes, `not-found` where part of it lies in another file
 */
export async function checkSchemaSize(path: string, handle: FileHandle): Promise<void> {
  await checkBeside(path);
  const first = await readAt(handle, 0, FILE_HEADER_BYTES);
  const pageBytes = first.readUInt16BE(16) === 1 ? 65_536 : first.readUInt16BE(16);
  const root = (await readAt(handle, 0, pageBytes)).subarray(FILE_HEADER_BYTES);
  const tooLarge = () => damaged(path, 'has a schema larger than any that the old program made');
  if (pageBytes < 512 || root[0] === undefined || ![LEAF, INNER].includes(root[0])) throw tooLarge();
  const cells = root.readUInt16BE(3);
  if (cells > MAX_ENTRIES) throw tooLarge();
  if (root[0] === LEAF) return;
  let entries = 0;
  // Behind the header of 12 bytes stands where each cell is, counted from the page's start; a cell begins with its child's number.
  for (let cell = 0; cell <= cells; cell += 1) {
    const at = cell === cells ? 8 : root.subarray(12 + 2 * cell).readUInt16BE() - FILE_HEADER_BYTES;
    if (at < 0 || at + 4 > root.length) throw tooLarge();
    const child = await readAt(handle, (root.readUInt32BE(at) - 1) * pageBytes, 8);
    entries += child.readUInt16BE(3);
    if (child[0] !== LEAF || entries > MAX_ENTRIES) throw tooLarge();
  }
}

/** What SQLite would open beside it: a log that holds other pages than those looked at here, or a pipe that nobody writes to. */
async function checkBeside(path: string): Promise<void> {
  for (const ending of ['-wal', '-journal']) {
    const found = await lstat(`${path}${ending}`).catch(() => undefined);
    if (found !== undefined && (!found.isFile() || (ending === '-wal' && found.size > 0))) throw inUse(path);
  }
}

/** As many bytes as asked for; zeros where the file has none. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  if (position >= 0) await handle.read(bytes, 0, length, position);
  return bytes;
}
