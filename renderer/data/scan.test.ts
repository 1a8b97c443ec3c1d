import { beforeEach, expect, test, vi } from 'vitest';
import type { ScanBeginnings } from '../../backend/contract/scan.ts';
import { MAX_BEGINNING_BYTES, MAX_BEGINNINGS } from '../../backend/contract/scan-limits.ts';
import type { HostItem } from '../host.ts';
import { scanItems, withoutFiles } from './scan.ts';
import '../test-base64.ts';

let sent: ScanBeginnings[];

beforeEach(() => {
  sent = [];
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
    sent.push(JSON.parse(body as string) as ScanBeginnings);
    return Response.json({ files: [] });
  });
});

const item = (name: string, ...parts: BlobPart[]): HostItem => ({
  name,
  files: [{ path: name, file: new File(parts, name) }],
});
const scan = (items: readonly HostItem[], signal = new AbortController().signal) =>
  scanItems(items, { onLooked: () => undefined, signal });
const lengths = () =>
  sent.flatMap(({ files }) => files.map(({ path, bytes }) => [path, Buffer.from(bytes, 'base64').length]));

test('of a text the beginning is sent, of what is none its first bytes alone, of an empty file nothing', async () => {
  const text = 'words '.repeat(100_000);
  await scan([
    item('a.txt', text),
    item('b.txt', Buffer.from(text, 'utf16le')),
    item('c.mp4', new Uint8Array(1_000_000)),
    item('d.txt', 'short'),
    item('e.txt', ''),
  ]);
  expect(lengths()).toEqual([
    ['a.txt', MAX_BEGINNING_BYTES],
    ['b.txt', MAX_BEGINNING_BYTES],
    ['c.mp4', 4096],
    ['d.txt', 5],
  ]);
});

test('many files travel in requests that the server takes', async () => {
  const large = 'words '.repeat(100_000);
  await scan([
    ...Array.from({ length: 600 }, (_, index) => item(`${index}`, 'x')),
    ...Array.from({ length: 30 }, () => item('l', large)),
  ]);
  expect(sent.flatMap(({ files }) => files)).toHaveLength(630);
  for (const { files } of sent) {
    expect(files.length).toBeLessThanOrEqual(MAX_BEGINNINGS);
    expect(files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(4 * 1024 * 1024);
  }
});

test('a file that cannot be read does not keep the others from being looked at', async () => {
  const gone = { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) }), size: 5 };
  await scan([{ name: 'gone', files: [{ path: 'gone', file: gone as unknown as File }] }, item('a.txt', 'words')]);
  expect(lengths()).toEqual([['a.txt', 5]]);
});

test('a look that was skipped sends nothing more', async () => {
  await expect(scan([item('a.txt', 'words')], AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  expect(sent).toEqual([]);
});

test('what is left out is left out of folders too, and an item that is empty then goes with it', () => {
  const folder = { name: 'f', files: [...item('f/a', 'x').files, ...item('f/b', 'x').files] };
  const left = withoutFiles([folder, item('c', 'x')], new Set(['f/a', 'c']));
  expect(left.map(({ name, files }) => [name, files.map(({ path }) => path)])).toEqual([['f', ['f/b']]]);
});
