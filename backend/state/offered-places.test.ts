import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keyPlaces, vaultPlace } from './offered-places.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-places-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('sealed files are offered a folder of their own, which need not be there', async () => {
  const folder = await newFolder();
  const place = await vaultPlace(folder);
  expect(place).toMatchObject({ kind: 'computer', path: join(folder, 'Latchkey'), label: '' });
  expect(place.freeBytes).toBeGreaterThan(0);
  expect(await vaultPlace(join(folder, 'missing'))).toMatchObject({ freeBytes: 0 });
});

test.each(['linux', 'darwin', 'win32'] as const)('key files are offered the documents, last (%s)', async (platform) => {
  const folder = await newFolder();
  const last = async () => (await keyPlaces(folder, platform)).at(-1);
  expect(await last()).toMatchObject({ kind: 'computer', path: folder });
  await writeFile(join(folder, 'Documents'), 'a file');
  expect(await last()).toMatchObject({ path: folder });
  await rm(join(folder, 'Documents'));
  await mkdir(join(folder, 'Documents'));
  expect(await last()).toMatchObject({ kind: 'documents', path: join(folder, 'Documents'), label: '' });
});
