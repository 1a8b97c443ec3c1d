import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** A sealed file of another program and what a reader must say of it. */
interface FileVector {
  name: string;
  file: string;
  keyFile: string;
  expect: string;
  fileId?: string;
  bytes?: number;
  sha256?: string;
  releasedBytes?: number;
  releasedSha256?: string;
}

export interface SealedVectors {
  files: FileVector[];
  objectKeys: { file: string; objectKey: string }[];
}

export const vector = (name: string) => readFileSync(new URL(`vectors/${name}`, import.meta.url));

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function* repeat(...lengths: number[]): Generator<number> {
  for (;;) yield* lengths;
}

/** Lengths of the pieces that a file of `size` bytes comes in. */
export const WAYS: [string, (size: number) => Iterable<number>][] = [
  ['whole', (size) => [size]],
  ['in odd pieces', () => repeat(1, 111, 65_537, 3, 65_583, 7, 40_001)],
  ['byte by byte', () => repeat(1)],
];

/** Two vectors state a verdict and no bound, since what stands before the fault is good; all others without one release nothing. */
const UNBOUNDED = new Set(['trailing-segment', 'empty-final-after-full']);

/** @param plain all that was given out before the verdict */
export function expectVerdict(file: FileVector, verdict: string, plain: Uint8Array): void {
  expect(file.expect.split('|')).toContain(verdict);
  if (file.expect === 'ok') {
    expect(plain.length).toBe(file.bytes);
    expect(sha256(plain)).toBe(file.sha256);
    return;
  }
  if (!UNBOUNDED.has(file.name)) expect(plain.length).toBeLessThanOrEqual(file.releasedBytes ?? 0);
  if (file.releasedSha256 !== undefined && plain.length === file.releasedBytes) {
    expect(sha256(plain)).toBe(file.releasedSha256);
  }
}
