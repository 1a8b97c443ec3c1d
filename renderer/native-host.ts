import type { Answer, Bridge, ChosenItem, Command } from '../electron/ipc-contract.ts';
import { ApiError } from './api.ts';
import type { Host, HostFile, HostItem } from './host.ts';

/** What the native shell does for the window beside dialogs and drops. What it refuses is thrown with its code. @throws ApiError */
export interface Desktop {
  /** Undefined where the user thought better of it. */
  chooseFolder(): Promise<string | undefined>;
  chooseKeyPlace(fileName: string): Promise<string | undefined>;
  /** Shows a file or folder in the system's own. */
  reveal(path: string): Promise<void>;
  notify(title: string, body: string): Promise<void>;
  dragOut(path: string): Promise<void>;
  /** Files that were opened with Latchkey; each comes once. */
  takeOpened(): Promise<readonly ChosenItem[]>;
  keyring(): Promise<'real' | 'weak' | 'none'>;
  /** What the menu asks for. @returns stops listening */
  onCommand(listener: (command: Command) => void): () => void;
  /** Something waits for `takeOpened`. @returns stops listening */
  onOpened(listener: () => void): () => void;
}

/** The native shell: its dialogs, and paths instead of bytes. */
export function nativeHost(bridge: Bridge): Host {
  const commands = new Set<(command: Command) => void>();
  const openings = new Set<() => void>();
  bridge.hear('command', (command) => commands.forEach((listener) => listener(command)));
  bridge.hear('opened', () => openings.forEach((listener) => listener()));
  return {
    kind: 'native',
    async pickKeyFile() {
      const item = valueOf(await bridge.chooseKeyFile());
      return item === null ? undefined : { choice: { path: item.path }, fileName: item.name };
    },
    pickItems: async (what) => valueOf(await bridge.chooseItems(what)).map((item) => hostItem(bridge, item)),
    droppedItems: async (transfer) =>
      valueOf(await bridge.takeDropped([...transfer.files])).map((item) => hostItem(bridge, item)),
    keep() {
      // The server of a native window is its own, and writes key files itself.
    },
    save() {
      // The server writes where the user chose: nothing is saved by address.
    },
    desktop: {
      chooseFolder: async () => valueOf(await bridge.chooseFolder()) ?? undefined,
      chooseKeyPlace: async (fileName) => valueOf(await bridge.chooseKeyPlace(fileName)) ?? undefined,
      reveal: async (path) => void valueOf(await bridge.reveal(path)),
      notify: async (title, body) => void valueOf(await bridge.notify({ title, body })),
      dragOut: async (path) => void valueOf(await bridge.dragOut(path)),
      takeOpened: async () => valueOf(await bridge.takeOpened()),
      keyring: async () => valueOf(await bridge.keyring()),
      onCommand: (listener) => added(commands, listener),
      onOpened: (listener) => added(openings, listener),
    },
  };
}

function hostItem(bridge: Bridge, { name, path }: ChosenItem): HostItem {
  return { name, path, files: [], pictures: () => picturesIn(bridge, path) };
}

/** One at a time: a folder can hold more than there is memory for. One that cannot be read is passed over. */
async function* picturesIn(bridge: Bridge, path: string): AsyncGenerator<HostFile> {
  for (const { path: place, name, type } of valueOf(await bridge.pictures(path))) {
    const read = await bridge.picture(place);
    if (!read.ok) continue;
    const { bytes, modified } = read.value;
    yield { path: name, file: new File([bytes], name.split('/').at(-1) ?? '', { type, lastModified: modified }) };
  }
}

function added<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function valueOf<Value>(answer: Answer<Value>): Value {
  if (!answer.ok) throw new ApiError(answer.code, 'The desktop refused it.', 0);
  return answer.value;
}
