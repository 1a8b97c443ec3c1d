import { readAddress } from './address.ts';
import { ClaimMemory } from './claim-memory.ts';
import { endScene, type EndCode } from './end-scene.ts';
import { Frame } from './frame.ts';
import { KeptFolder, lockOf } from './kept-folder.ts';
import { LinkPage } from './page.ts';
import { startWords } from './words.ts';

/** A page that is loaded again meets its own lock for a moment. */
const LOCK_MS = 2000;

async function start(): Promise<void> {
  await startWords();
  const frame = new Frame(document.querySelector<HTMLElement>('#root')!);
  const end = (code: EndCode) => frame.show(endScene(code, undefined, () => location.reload()));
  const address = readAddress(location);
  if (address === undefined) return end('gone');
  // Another fragment pasted into this tab loads nothing by itself.
  window.addEventListener('hashchange', () => location.reload());
  const place = await ownPlace();
  if (place === undefined) return end('no-place');
  let isHeld = false;
  const lock = navigator.locks.request(lockOf(address.id), { signal: AbortSignal.timeout(LOCK_MS) }, async () => {
    isHeld = true;
    await place.folder.sweep((id) => id === address.id || place.memory.get(id) !== undefined);
    const worker = new Worker(new URL('./link-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('error', () => end('unexpected'));
    await new LinkPage({ frame, address, worker, ...place }).start();
    // Held until the tab is closed.
    return new Promise(() => {});
  });
  await lock.catch(() => end(isHeld ? 'unexpected' : 'elsewhere'));
}

/** Where this browser keeps things for the page; undefined in a window that keeps nothing, or has no WebCrypto. */
async function ownPlace(): Promise<{ memory: ClaimMemory; folder: KeptFolder } | undefined> {
  try {
    const memory = new ClaimMemory(localStorage, Date.now);
    const isAble = isSecureContext && navigator.locks !== undefined;
    return isAble ? { memory, folder: await KeptFolder.open() } : undefined;
  } catch {
    return undefined;
  }
}

void start();
