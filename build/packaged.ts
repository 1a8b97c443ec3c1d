import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { homeFolder } from '../backend/state/home-folder.ts';

// Where a packaged Latchkey begins: it is told where everything lies, as launch/electron.ts tells it in a checkout, and then it starts.
const { env, platform } = process;
const user = homedir();
env['LATCHKEY_HOME'] = homeFolder(platform, env, user, user);
// Started from a desktop, the working folder is the system's choice.
env['LATCHKEY_FOLDER'] = user;
env['LATCHKEY_RENDERER'] = fileURLToPath(new URL('../renderer', import.meta.url));

await import('../electron/main.ts');
