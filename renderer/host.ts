import type { KeyChoice } from '../backend/contract/keys.ts';
import type { Bridge } from '../electron/ipc-contract.ts';
import { api } from './api.ts';
import { walk } from './dropped-entry.ts';
import { type Desktop, nativeHost } from './native-host.ts';

/** A file on its way in: where it goes below the target folder, and its bytes. */
export interface HostFile {
  readonly path: string;
  readonly file: File;
}

/** A dropped or chosen item: a file, or a folder with all that is in it. */
export interface HostItem {
  readonly name: string;
  /** Where it lies on this computer, if that is known: then the server reads it there, and `files` is empty. */
  readonly path?: string;
  /** Whole paths of files below it that stay out. */
  readonly without?: readonly string[];
  readonly files: readonly HostFile[];
  /** The pictures in it, for their thumbnails, one by one: paths as they are in the vault, below the target folder. */
  readonly pictures?: () => AsyncIterable<HostFile>;
}

/** A key file as the user pointed at it, and what it is called on the disk. */
export interface PickedKey {
  readonly choice: KeyChoice;
  readonly fileName: string;
}

declare global {
  interface Window {
    /** There where the native shell shows this page. */
    readonly latchkey?: Bridge;
  }
}

/** What differs between the native shell and a browser. The window asks it and never sniffs. */
export interface Host {
  readonly kind: 'native' | 'browser';
  /** Undefined where the user thought better of it. */
  pickKeyFile(): Promise<PickedKey | undefined>;
  pickItems(what: 'files' | 'folder'): Promise<readonly HostItem[]>;
  /** All that a drop holds; folders are walked. */
  droppedItems(transfer: DataTransfer): Promise<readonly HostItem[]>;
  /** Lets the user keep bytes as a file. */
  keep(bytes: Uint8Array<ArrayBuffer>, fileName: string): void;
  /** Lets the user have the file at an address of ours that works once. */
  save(address: string): void;
  /** What only the native shell can do. */
  readonly desktop?: Desktop;
}

/** Whether there is anything in an item: an empty folder of a browser holds nothing to send. */
export function holdsAnything({ path, files }: HostItem): boolean {
  return path !== undefined || files.length > 0;
}

/** The native shell where it offers its bridge, else a browser. */
export function hostOf(place: Pick<Window, 'latchkey'>): Host {
  return place.latchkey === undefined ? browserHost : nativeHost(place.latchkey);
}

const MAX_KEY_FILE_BYTES = 64 * 1024;

/** Whose keyboard this is: that of the computer that shows the window, wherever the server is. */
export const isMac = (): boolean => navigator.platform.startsWith('Mac');

/** A browser: file pickers and streams, no paths. */
export const browserHost: Host = {
  kind: 'browser',
  async pickKeyFile() {
    const [file] = await pick((input) => (input.accept = '.json,application/json'));
    if (file === undefined) return undefined;
    const bytes = new Uint8Array(await file.slice(0, MAX_KEY_FILE_BYTES + 1).arrayBuffer());
    return { choice: { file: bytes.toBase64() }, fileName: file.name };
  },
  async pickItems(what) {
    const files = await pick((input) => {
      input.multiple = true;
      input.webkitdirectory = what === 'folder';
    });
    return what === 'files'
      ? files.map((file) => ({ name: file.name, files: [{ path: file.name, file }] }))
      : byFolder(files);
  },
  async droppedItems(transfer) {
    // Entries must be taken in the event itself; they can be walked afterwards.
    const dropped = [...transfer.items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
    const items = dropped.map(async ({ entry, file }): Promise<HostItem[]> => {
      if (entry !== null) return [{ name: entry.name, files: await walk(entry, entry.name) }];
      // What has no entry is no folder: a picture dragged out of another program.
      return file === null ? [] : [{ name: file.name, files: [{ path: file.name, file }] }];
    });
    return (await Promise.all(items)).flat();
  },
  keep(bytes, fileName) {
    const address = URL.createObjectURL(new Blob([bytes], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(address);
  },
  save(address) {
    lastSaved = saveAfter(lastSaved, address);
  },
};

/** So that a download has its connection before the page asks for the next one. A thousand begin well before the addresses end. */
const BETWEEN_MS = 20;
let lastSaved = Promise.resolve();

/**
 * A browser whose user accepted the warning about our certificate does so for pages alone: a download that needs a connection of its own
 * ends before it begins. So a page's connection is left free for each.
 */
async function saveAfter(last: Promise<void>, address: string): Promise<void> {
  await last;
  await api.reach().catch(() => undefined);
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
  await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
}

/** What stands open: of an element that nothing knows a browser may never tell what was chosen. */
const asking = new Set<HTMLInputElement>();

function pick(set: (input: HTMLInputElement) => void): Promise<File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  set(input);
  asking.add(input);
  return new Promise((resolve) => {
    const answer = (files: File[]) => (asking.delete(input), resolve(files));
    input.addEventListener('change', () => answer([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => answer([]), { once: true });
    input.click();
  });
}

function byFolder(files: readonly File[]): HostItem[] {
  const folders = Map.groupBy(files, (file) => file.webkitRelativePath.split('/')[0] ?? file.name);
  return [...folders].map(([name, inside]) => ({
    name,
    files: inside.map((file) => ({ path: file.webkitRelativePath, file })),
  }));
}
