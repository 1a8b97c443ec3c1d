import { readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Check } from 'typebox/value';
import type { Display, Rectangle } from 'electron';

const Length = Type.Integer({ minimum: -100_000, maximum: 100_000 });
const WindowState = Type.Object({
  x: Length,
  y: Length,
  width: Length,
  height: Length,
  isMaximized: Type.Boolean(),
});
export type WindowState = Static<typeof WindowState>;

/** Below this the window's rooms do not fit (the rail alone takes 720). */
const LEAST = { width: 720, height: 480 };
const FIRST = { width: 1280, height: 800 };
/** So much of its top has to be on a display, or nobody could take hold of it. */
const GRIP = { width: 160, height: 40 };

/**
 * Where the window opens: where it was, if that is on a display that is plugged in now, and never larger than it.
 * @param saved whatever was read @returns bounds without x and y where the system is to choose
 */
export function openingBounds(
  saved: unknown,
  displays: readonly Pick<Display, 'workArea'>[],
): Partial<Rectangle> & { width: number; height: number } {
  if (!Check(WindowState, saved)) return FIRST;
  const area = displays.map(({ workArea }) => workArea).find((candidate) => isHeld(saved, candidate));
  const limit = area ?? displays[0]?.workArea ?? FIRST;
  const size = {
    width: Math.max(LEAST.width, Math.min(saved.width, limit.width)),
    height: Math.max(LEAST.height, Math.min(saved.height, limit.height)),
  };
  return area === undefined ? size : { x: saved.x, y: saved.y, ...size };
}

export function wasMaximized(saved: unknown): boolean {
  return Check(WindowState, saved) && saved.isMaximized;
}

/** What was kept, or undefined: a window opens before anything else, so this is read at once. */
export function readState(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A place that cannot be written costs only where the window opens next. */
export async function keepState(path: string, state: WindowState): Promise<void> {
  const text = JSON.stringify(state);
  if ((await readFile(path, 'utf8').catch(() => '')) !== text) await writeFile(path, text).catch(() => undefined);
}

function isHeld(bounds: Rectangle, area: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  return width >= GRIP.width && bounds.y >= area.y && bounds.y + GRIP.height <= area.y + area.height;
}
