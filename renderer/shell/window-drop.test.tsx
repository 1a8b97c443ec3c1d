// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { KeyMemory } from '../data/key-memory.ts';
import { ServicesContext } from '../data/services.tsx';
import { TransferStore } from '../data/transfer-store.ts';
import { browserHost } from '../host.ts';
import { readKey } from '../key-worker/read-key.ts';
import { useNoDrop, useWindowDrop } from './window-drop.ts';

afterEach(cleanup);

const took: string[] = [];

function Target({ name, isBehind = false }: { name: string; isBehind?: boolean }) {
  const drag = useWindowDrop(() => void took.push(name), isBehind);
  return drag === undefined ? null : <output>{name}</output>;
}

function Guard() {
  useNoDrop();
  return null;
}

const items = async () => [{ name: 'a.txt', files: [] }];
const services = {
  host: { ...browserHost, droppedItems: items },
  transfers: new TransferStore(),
  keyMemory: new KeyMemory(readKey),
  now: () => new Date(),
};

/** Drops a file, or holds it over the window. @returns who took it, and whether the browser was kept from showing it */
async function drop(name: 'drop' | 'dragover' = 'drop'): Promise<[string[], boolean]> {
  took.length = 0;
  const dataTransfer = { types: ['Files'], items: [], dropEffect: 'copy' };
  const event = Object.assign(new Event(name, { bubbles: true, cancelable: true }), { dataTransfer });
  document.elementsFromPoint = () => [];
  await act(async () => void document.body.dispatchEvent(event));
  return [[...took], event.defaultPrevented];
}

const shown = (room: string | undefined, hasWindow = true) => (
  <ServicesContext value={services}>
    <Guard />
    {room === undefined ? null : <Target key={room} name={room} />}
    {hasWindow ? <Target name="window" isBehind /> : null}
  </ServicesContext>
);

test('a room takes a drop before the window does, whichever came first, and one of them alone', async () => {
  const page = render(shown('files'));
  expect(await drop()).toEqual([['files'], true]);
  page.rerender(shown(undefined));
  expect(await drop()).toEqual([['window'], true]);
  page.rerender(shown('folder'));
  expect(await drop()).toEqual([['folder'], true]);
});

test('what hangs over the window when its room comes is taken by the room, and shown by nobody afterwards', async () => {
  const page = render(shown(undefined));
  await drop('dragover');
  expect(page.queryByText('window')).not.toBeNull();
  page.rerender(shown('files'));
  expect(await drop()).toEqual([['files'], true]);
  expect([page.queryByText('window'), page.queryByText('files')]).toEqual([null, null]);
});

test('where nothing takes a drop the browser stays where it is', async () => {
  render(shown(undefined, false));
  expect(await drop()).toEqual([[], true]);
});
