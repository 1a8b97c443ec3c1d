import { posix, win32 } from 'node:path';
import type { ScreenEnvironment } from './screen.ts';

/** Where this computer's state lies, by the same rule as for the terminal command (backend/cli/main.ts). */
export function homeFolder(platform: NodeJS.Platform, env: ScreenEnvironment, user: string, folder: string): string {
  const path = platform === 'win32' ? win32 : posix;
  const named = env['LATCHKEY_HOME'];
  if (named !== undefined && named !== '') return path.resolve(folder, named);
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(user, 'AppData', 'Roaming'), 'Latchkey');
  if (platform === 'darwin') return path.join(user, 'Library', 'Application Support', 'Latchkey');
  return path.join(env['XDG_DATA_HOME'] ?? path.join(user, '.local', 'share'), 'latchkey');
}
