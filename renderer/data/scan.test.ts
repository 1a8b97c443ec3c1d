import { beforeEach, expect, test, vi } from 'vitest';
import type { ScanBeginnings } from '../../backend/contract/scan.ts';
import { MAX_BEGINNING_BYTES, MAX_BEGINNINGS } from '../../backend/contract/scan-limits.ts';
import type { HostItem } from '../host.ts';
import { scanItems, shownPath, withoutFiles } from './scan.ts';
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

test('what the server reads by itself is looked at by its paths, line by line', async () => {
  const lines = [
    '{"looked":100}',
    '{"looked":120,"file":{"path":"/in/Trip/.env","findings":[]}}',
    '{"looked":200,"done":true}',
  ];
  const asked: unknown[] = [];
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
    asked.push([path, JSON.parse(body as string)]);
    const text = lines.join('\n') + '\n';
    const pieces = text.match(/[\s\S]{1,17}/g)!.map((piece) => new TextEncoder().encode(piece));
    return new Response(
      new ReadableStream({
        start(stream) {
          for (const piece of pieces) stream.enqueue(piece);
          stream.close();
        },
      }),
    );
  });
  const looked: number[] = [];
  const found = await scanItems([{ name: 'Trip', path: '/in/Trip', files: [] }], {
    onLooked: (count) => looked.push(count),
    signal: new AbortController().signal,
  });
  expect(asked).toEqual([['/api/scan/paths', { paths: ['/in/Trip'] }]]);
  expect(looked.slice(0, 3)).toEqual([100, 120, 200]);
  expect(found).toEqual([{ path: '/in/Trip/.env', findings: [] }]);
});

test('of a folder that goes by its path files stay out by theirs, and are shown as they would lie in the vault', () => {
  const items: HostItem[] = [
    { name: 'Trip', path: 'C:\\in\\Trip', files: [] },
    { name: 'Trip 2', path: 'C:\\in\\Trip 2', files: [] },
    { name: 'id_rsa', path: '/home/mira/id_rsa', files: [] },
  ];
  const found = ['C:\\in\\Trip\\app\\.env', '/home/mira/id_rsa'];
  expect(found.map((path) => shownPath(items, path))).toEqual(['Trip/app/.env', 'id_rsa']);
  expect(withoutFiles(items, new Set(found))).toEqual([{ ...items[0], without: [found[0]] }, items[1]]);
});
