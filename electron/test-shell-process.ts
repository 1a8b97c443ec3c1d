import { once } from 'node:events';
import { resolve } from 'node:path';
import { Shell } from './shell.ts';
import { TestElectron } from './test-electron.ts';

// For tests: a shell in a process of its own, which says where its backend is and waits to be killed.
const [root = ''] = process.argv.slice(2);
const electron = new TestElectron();
new Shell(electron, {
  platform: process.platform,
  words: [],
  self: [],
  id: process.pid,
  home: resolve(root, 'home'),
  folder: root,
  renderer: root,
  backendProcess: resolve(import.meta.dirname, 'backend-process.ts'),
  preload: '/preload.cjs',
}).start();
await once(electron.made, 'window');
const window = electron.windows[0]!;
if (window.loaded.length === 0) await once(window.events, 'loaded');
process.stdout.write(`${JSON.stringify({ url: window.loaded[0], backend: electron.utilities[0]!.child.pid })}\n`);
setInterval(() => undefined, 60_000);
