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
  useWindowDrop(() => void took.push(name), isBehind);
  return null;
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

/** Drops a file. @returns who took it, and whether the browser was kept from showing it */
async function drop(): Promise<[string[], boolean]> {
  took.length = 0;
  const dataTransfer = { types: ['Files'], items: [], dropEffect: 'copy' };
  const event = Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer });
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

test('where nothing takes a drop the browser stays where it is', async () => {
  render(shown(undefined, false));
  expect(await drop()).toEqual([[], true]);
});
