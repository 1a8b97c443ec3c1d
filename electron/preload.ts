import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { BRIDGE, CALL_NAMES, channelOf, type TellName } from './ipc-contract.ts';

// Runs beside the window's page in its sandbox: carries calls and nothing else. Names and types come from the table.
const call =
  (name: (typeof CALL_NAMES)[number]) =>
  (...args: readonly unknown[]): Promise<unknown> =>
    ipcRenderer.invoke(channelOf(name), ...args);

/** A file that a script made has no path, so a page cannot make one up. */
const takeDropped = (files: readonly File[]): Promise<unknown> =>
  call('takeDropped')(files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''));

const hear = (name: TellName, listener: (told: unknown) => void): void => {
  // The event would hand the page its sender.
  if (name === 'command' || name === 'opened') {
    ipcRenderer.removeAllListeners(channelOf(name));
    ipcRenderer.on(channelOf(name), (_, told) => listener(told));
  }
};

const calls = Object.fromEntries(CALL_NAMES.map((name) => [name, call(name)]));
contextBridge.exposeInMainWorld(BRIDGE, { ...calls, takeDropped, hear });
