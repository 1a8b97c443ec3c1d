import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { path7za } from '7zip-bin';

/** Stands in Electron's program before its fuses: version 1, then how many there are, then one digit each. */
const FUSES = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101100111'),
]);

/**
 * For tests: a folder that packs like an unpacked Electron for Linux, where the real one cannot be fetched. Of its program only
 * the fuses are there.
 */
export async function standInDistribution(folder: string): Promise<string> {
  await mkdir(join(folder, 'locales'), { recursive: true });
  await mkdir(join(folder, 'resources'));
  const program = join(folder, 'electron');
  await writeFile(program, FUSES);
  await chmod(program, 0o755);
  for (const name of ['chrome-sandbox', 'LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/nb.pak'])
    await writeFile(join(folder, name), name);
  return folder;
}

/** For tests: 7-Zip from the registry, which comes without the right to be run. electron-builder would fetch its own. */
export async function sevenZip(folder: string): Promise<string> {
  const program = join(folder, '7za');
  await copyFile(path7za, program);
  await chmod(program, 0o755);
  return program;
}

/**
 * For tests: stands in the place of fpm, which makes a deb and cannot be fetched here.
 * @param record where it puts what it was told, a word a line, and the files for the desktop
 */
export async function standInFpm(folder: string, record: string): Promise<string> {
  const program = join(folder, 'fpm');
  await mkdir(record);
  const keep = `case "$word" in *.desktop=*|*.xml=*) cp "\${word%%=*}" '${record}'/"\${word##*/}";; esac`;
  const script = `for word in "$@"; do printf '%s\\n' "$word"; ${keep}; done > '${record}/words'`;
  await writeFile(program, `#!/bin/sh\n${script}\ntouch "$(grep -A1 -x -- --package '${record}/words' | tail -1)"\n`);
  await chmod(program, 0o755);
  return program;
}
