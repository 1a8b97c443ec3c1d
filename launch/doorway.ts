import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A page on disk, readable by its owner alone, that sends the browser on to the server with a code. A browser is started on it, so that
 * neither the list of processes nor a profile shows the code.
 */
export interface Doorway {
  readonly path: string;
  /** `file:` address of the page. */
  readonly url: string;
  /** Takes the page away. Harmless when it is gone. */
  remove(): Promise<void>;
}

/** @param folder only its owner may enter it @param url the server's @param code for the local token, valid once */
export async function makeDoorway(folder: string, url: string, code: string): Promise<Doorway> {
  const target = new URL(`#${encodeURIComponent(code)}`, url);
  if (target.protocol !== 'https:' || /["<>&]/.test(target.href)) throw new TypeError('no address for a doorway');
  const path = join(folder, 'doorway.html');
  // `wx`: never through a link that somebody else laid there.
  await writeFile(path, page(target.href), { mode: 0o600, flag: 'wx' });
  return { path, url: pathToFileURL(path).href, remove: () => rm(path, { force: true }) };
}

function page(target: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="content-security-policy" content="default-src 'none'">
<meta http-equiv="refresh" content="0;url=${target}">
<title>Latchkey</title>
</html>
`;
}
