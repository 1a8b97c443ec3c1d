import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TRAY_PICTURES } from '../electron/tray-icon.ts';

const read = (name: string) => readFileSync(new URL(`icons/${name}`, import.meta.url));

test.each([16, 24, 32, 48, 64, 128, 256, 512, 1024])('the picture of %d pixels is that large', (pixels) => {
  const png = read(`png/${pixels}x${pixels}.png`);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([pixels, pixels]);
});

test('the tray shows the same pictures', () => {
  const pixels = { 1: 16, 2: 32 } as const;
  for (const { scaleFactor, png } of TRAY_PICTURES)
    expect(png).toBe(read(`png/${pixels[scaleFactor]}x${pixels[scaleFactor]}.png`).toString('base64'));
});

test('Windows finds every size in one file', () => {
  const ico = read('icon.ico');
  const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => ico[6 + 16 * index]! || 256);
  expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
});

test('macOS finds every size and its double in one file', () => {
  const icns = read('icon.icns');
  const types: string[] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) types.push(icns.toString('latin1', at, at + 4));
  const every = ['ic04', 'ic11', 'ic05', 'ic12', 'ic07', 'ic13', 'ic08', 'ic14', 'ic09', 'ic10'];
  expect(types.filter((type) => type !== 'TOC ').sort()).toEqual(every.sort());
});
