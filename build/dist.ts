import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hasRpm } from './electron-builder.config.ts';
import { stage } from './stage.ts';

// `npm run dist`: builds, then packages for this system. What stands behind `--` goes to electron-builder, as in `npm run dist -- --dir`.
const root = fileURLToPath(new URL('..', import.meta.url));
const { env, platform, argv } = process;
const repository = env['GITHUB_REPOSITORY'] || undefined;
// A deb or rpm must name one.
const homepage =
  repository === undefined
    ? 'https://latchkey.invalid'
    : `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}`;

await stage(`${root}dist/package`, homepage);
const { status } = spawnSync(
  'electron-builder',
  ['--config', 'build/electron-builder.config.ts', '--publish', 'never', ...argv.slice(2)],
  { cwd: root, stdio: 'inherit', shell: platform === 'win32' },
);
process.exitCode = status ?? 1;
if (status === 0 && platform === 'linux' && argv.length === 2 && !hasRpm())
  process.stdout.write(
    'No rpm was made: that takes `rpmbuild` (the package "rpm", or "rpm-build"), which is not installed.\n',
  );
