import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Imports run downwards only (docs/architecture.md). Each forbidden kind is planted in a file of its own, each allowed one too. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  keys: [
    'node:fs',
    'node:stream',
    'fastify',
    '../backend/buckets/bucket.ts',
    '../backend/vault/vault.ts',
    '../backend/contract/errors.ts',
    '../electron/main.ts',
    '../renderer/api.ts',
  ],
  'keys/web': ['node:crypto', 'fastify', '../box.ts', '../errors.ts', '../../backend/contract/errors.ts'],
  'backend/buckets': [
    '../../keys/box.ts',
    '../vault/vault.ts',
    '../state/home.ts',
    '../transfers/upload.ts',
    '../contract/errors.ts',
    '../http/app.ts',
    '../cli/program.ts',
    'electron',
  ],
  'backend/state': [
    '../../keys/box.ts',
    '../buckets/bucket.ts',
    '../vault/vault.ts',
    '../transfers/upload.ts',
    '../contract/errors.ts',
    '../http/app.ts',
    '../cli/program.ts',
    'electron',
  ],
  'backend/scan': [
    '../../keys/box.ts',
    '../buckets/bucket.ts',
    '../state/home.ts',
    '../vault/vault.ts',
    '../transfers/upload.ts',
    '../contract/errors.ts',
    '../http/app.ts',
    '../cli/program.ts',
    'electron',
  ],
  'backend/contract': [
    '../../keys/box.ts',
    '../buckets/bucket.ts',
    '../state/home.ts',
    '../vault/vault.ts',
    '../transfers/upload.ts',
    '../http/app.ts',
    '../cli/program.ts',
  ],
  'backend/vault': [
    '../state/home.ts',
    '../transfers/upload.ts',
    '../contract/errors.ts',
    '../http/app.ts',
    '../cli/program.ts',
    '../../renderer/api.ts',
    'electron',
  ],
  'backend/transfers': [
    '../contract/errors.ts',
    '../http/app.ts',
    '../cli/program.ts',
    '../../electron/main.ts',
    'electron',
  ],
  'backend/http': [
    '../cli/program.ts',
    '../../renderer/api.ts',
    '../../launch/start.ts',
    '../../build/check.ts',
    'electron',
  ],
  renderer: [
    '../backend/http/app.ts',
    '../backend/vault/vault.ts',
    '../backend/state/home.ts',
    '../keys/box.ts',
    '../keys/web/link.ts',
    '../electron/main.ts',
    '../electron/bridge-error.ts',
    '../launch/start.ts',
    'electron',
    'node:fs',
  ],
  'renderer/link-page': ['../../keys/link.ts', '../../backend/http/app.ts', '../api.ts', 'react', 'node:crypto'],
  'renderer/key-worker': ['../../keys/key-file.ts', '../../backend/http/app.ts', '../api.ts', 'react', 'node:crypto'],
  'renderer/data': ['../../keys/web/key-file.ts', '../../keys/key-file.ts', '../../backend/http/app.ts'],
  'renderer/views/files': ['../../../backend/http/app.ts', '../../../keys/box.ts', 'node:path', 'electron'],
  electron: ['../renderer/api.ts', '../fuzz/run.ts', '../launch/start.ts', '../backend/cli/program.ts'],
  launch: ['electron', '../fuzz/run.ts', '../electron/main.ts', '../renderer/api.ts', '../backend/cli/program.ts'],
  'backend/cli': [
    '../../electron/main.ts',
    '../../renderer/api.ts',
    '../../launch/start.ts',
    '../../bench/memory.ts',
    '../../fuzz/run.ts',
  ],
};

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  keys: ['node:crypto', './box.ts'],
  'keys/web': ['@noble/hashes/sha2.js', '@noble/ciphers/aes.js', './box.ts'],
  'keys/classic': ['node:crypto', '../box.ts', './enct.ts'],
  'backend/buckets': ['node:fs', './bucket.ts'],
  'backend/state': ['node:fs', './home.ts'],
  'backend/scan': ['node:fs', './finding.ts'],
  'backend/contract': ['typebox', './limits.ts'],
  'backend/vault': ['../../keys/box.ts', '../buckets/bucket.ts', './vault.ts'],
  'backend/transfers': ['../../keys/box.ts', '../buckets/bucket.ts', '../vault/vault.ts', '../state/home.ts'],
  'backend/http': [
    'fastify',
    '../transfers/upload.ts',
    '../vault/vault.ts',
    '../contract/errors.ts',
    '../../keys/box.ts',
  ],
  renderer: ['../backend/contract/errors.ts', '../electron/ipc-contract.ts', './api.ts', 'react'],
  'renderer/link-page': ['../../keys/web/link.ts', '../../backend/contract/link-page.ts', '../words/measure.ts'],
  'renderer/key-worker': ['../../keys/web/key-file.ts', '../../backend/contract/keys.ts'],
  'renderer/data': ['../key-worker/messages.ts', '../../backend/contract/keys.ts'],
  'renderer/views/files': ['../../../backend/contract/files.ts', '../../api.ts', '../keys/keys-view.tsx'],
  electron: ['electron', '../backend/http/server.ts', './window.ts'],
  launch: ['../backend/http/server.ts', 'node:fs'],
  'backend/cli': ['commander', '../http/server.ts', '../transfers/upload.ts', '../state/home.ts'],
};

const RULE = 'eslint(no-restricted-imports)';
let folder: string;
/** Which planted files the linter refused for an import. */
let refused: Set<string>;

const fileOf = (room: string, index: number, kind: string) => join(room, `planted-${kind}-${index}.ts`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-layers-'));
  copyFileSync(new URL('../.oxlintrc.json', import.meta.url), join(folder, '.oxlintrc.json'));
  for (const [kind, plan] of Object.entries({ forbidden: FORBIDDEN, allowed: ALLOWED })) {
    for (const [room, imports] of Object.entries(plan)) {
      imports.forEach((source, index) => {
        const path = join(folder, fileOf(room, index, kind));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, `import * as planted from '${source}';\nexport const used = planted;\n`);
      });
    }
  }
  const { stdout } = spawnSync('oxlint', ['-f', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  refused = new Set(
    diagnostics.filter(({ code }) => code === RULE).map(({ filename }) => filename.replaceAll('\\', '/')),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.entries(FORBIDDEN))('%s may not import', (room, imports) => {
  test.each(imports.map((source, index) => [source, index] as const))('%s', (_, index) => {
    expect([...refused]).toContain(fileOf(room, index, 'forbidden'));
  });
});

describe.each(Object.entries(ALLOWED))('%s may import', (room, imports) => {
  test.each(imports.map((source, index) => [source, index] as const))('%s', (_, index) => {
    expect([...refused]).not.toContain(fileOf(room, index, 'allowed'));
  });
});

test('a file of more than 300 lines is refused', () => {
  const path = join(folder, 'backend/vault/long.ts');
  writeFileSync(path, 'export const line = 1;\n'.replace('line', 'a').concat('// a line\n'.repeat(300)));
  const { status, stdout } = spawnSync('oxlint', [path], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  expect([status, stdout]).toEqual([1, expect.stringContaining('max-lines')]);
});
