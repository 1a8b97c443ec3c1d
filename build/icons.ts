import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { chromium, type Browser } from '@playwright/test';
import { IconIcns, IconIco } from '@shockpkg/icon-encoder';
import { chromiumProgram } from '../e2e/fixtures/chromium.ts';

// `npm run icons`: the drawings in build/icons/ as pictures in every size that a system asks for. What it makes is committed.
const FOLDER = new URL('icons/', import.meta.url);

/** Pixels a side. Linux takes each as a file of its own, named after its size. */
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Windows takes these in one file; it scales down from 256 where it shows more. */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** macOS: each entry's type and the pixels of its picture, in the order of iconutil. */
const ICNS_SIZES: readonly (readonly [type: string, pixels: number])[] = [
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic04', 16],
  ['ic14', 512],
  ['ic09', 512],
  ['ic05', 32],
  ['ic10', 1024],
  ['ic11', 32],
];

/** Small sizes have drawings of their own: the large one's notches would blur. */
function drawing(pixels: number): URL {
  const name = pixels <= 16 ? 'icon-16.svg' : pixels <= 32 ? 'icon-32.svg' : 'icon.svg';
  return new URL(name, FOLDER);
}

async function picture(browser: Browser, pixels: number): Promise<Buffer> {
  const svg = await readFile(drawing(pixels), 'utf8');
  const page = await browser.newPage({ viewport: { width: pixels, height: pixels } });
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: ${pixels}px; height: ${pixels}px }</style>${svg}`,
  );
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

const browser = await chromium.launch({
  executablePath: chromiumProgram(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const pictures = new Map<number, Buffer>();
  await mkdir(new URL('png/', FOLDER), { recursive: true });
  for (const pixels of SIZES) {
    const png = await picture(browser, pixels);
    pictures.set(pixels, png);
    await writeFile(new URL(`png/${pixels}x${pixels}.png`, FOLDER), png);
  }
  const ico = new IconIco();
  for (const pixels of ICO_SIZES) await ico.addFromPng(pictures.get(pixels)!, null, false);
  await writeFile(new URL('icon.ico', FOLDER), ico.encode());
  const icns = new IconIcns();
  icns.toc = true;
  for (const [type, pixels] of ICNS_SIZES) await icns.addFromPng(pictures.get(pixels)!, [type], false);
  await writeFile(new URL('icon.icns', FOLDER), icns.encode());
} finally {
  await browser.close();
}
