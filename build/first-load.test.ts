import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

/** Compressed bytes that a window may load before it shows its first view: a second on a slow line, and no wait to parse. */
const MAX_FIRST_LOAD = 300_000;

/** What can be the first view: which of them it is follows from the state. */
const FIRST_VIEWS = ['views/files/files-view.tsx', 'views/start/start-view.tsx', 'views/unlock/unlock-view.tsx'];

const config = new URL('../renderer/vite.config.ts', import.meta.url).pathname;
let files: Map<string, Rollup.OutputChunk | Rollup.OutputAsset>;

beforeAll(async () => {
  // A test's own would build React's version for development.
  vi.stubEnv('NODE_ENV', 'production');
  const built = (await build({
    configFile: config,
    logLevel: 'silent',
    build: { write: false },
  })) as Rollup.RollupOutput;
  files = new Map(built.output.map((file) => [file.fileName, file]));
});

afterAll(() => vi.unstubAllEnvs());

/** The chunk, all it imports without being asked to, and their style sheets. */
function loaded(name: string, names = new Set<string>()): Set<string> {
  const file = files.get(name);
  if (file?.type !== 'chunk' || names.has(name)) return names;
  names.add(name);
  for (const sheet of file.viteMetadata?.importedCss ?? []) names.add(sheet);
  for (const other of file.imports) loaded(other, names);
  return names;
}

function chunkOf(isIt: (chunk: Rollup.OutputChunk) => boolean): string {
  for (const file of files.values()) if (file.type === 'chunk' && isIt(file)) return file.fileName;
  throw new Error('there is no such chunk');
}

function size(names: Iterable<string>): number {
  let bytes = 0;
  for (const name of names) {
    const file = files.get(name);
    bytes += gzipSync(file?.type === 'chunk' ? file.code : (file?.source ?? '')).length;
  }
  return bytes;
}

test.each(FIRST_VIEWS)('the page and its first view, %s, are 300 kB at most when compressed', (view) => {
  const entry = loaded(chunkOf((chunk) => chunk.isEntry));
  const page = String((files.get('index.html') as Rollup.OutputAsset).source);
  // What the page names is what was counted.
  for (const [, name = ''] of page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g))
    expect(entry).toContain(name);
  const all = loaded(
    chunkOf(({ facadeModuleId }) => facadeModuleId?.endsWith(view) === true),
    new Set(entry),
  );
  expect(all.size).toBeGreaterThan(entry.size);
  const bytes = size(['index.html', ...all]);
  expect(bytes).toBeLessThanOrEqual(MAX_FIRST_LOAD);
});

test('no language but the window’s own is in it', () => {
  const code = [...files.values()].map((file) => (file.type === 'chunk' ? file.code : '')).join('');
  expect(code).toContain('Dismiss');
  expect(code).not.toContain('Rejeter');
});
