import { posix, win32 } from 'node:path';

/** What of the environment tells where programs keep things. */
interface PlaceEnvironment {
  readonly [name: string]: string | undefined;
}

/**
 * Where this computer's state lies: LATCHKEY_HOME, else the place that the system has for such things.
 * @param user the user's own folder
 * @param folder what a relative LATCHKEY_HOME counts from
 */
export function homeFolder(platform: NodeJS.Platform, env: PlaceEnvironment, user: string, folder: string): string {
  const path = platform === 'win32' ? win32 : posix;
  const named = env['LATCHKEY_HOME'];
  if (named !== undefined && named !== '') return path.resolve(folder, named);
  if (platform === 'darwin') return path.join(user, 'Library', 'Application Support', 'Latchkey');
  // An empty or relative one counts as none (XDG Base Directory Specification): else the state would follow whoever starts Latchkey.
  const place = (name: string, fallback: string) => {
    const given = env[name] ?? '';
    return path.isAbsolute(given) ? given : fallback;
  };
  if (platform === 'win32') return path.join(place('APPDATA', path.join(user, 'AppData', 'Roaming')), 'Latchkey');
  return path.join(place('XDG_DATA_HOME', path.join(user, '.local', 'share')), 'latchkey');
}
