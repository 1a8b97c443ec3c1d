import type { TFunction } from 'i18next';
import type { SealingSetting } from '../../../backend/contract/sealing.ts';

export const SUITES = ['cbc', 'cfb'] as const satisfies readonly SealingSetting['suite'][];
/** The e of 2^e bytes, all that the format takes. */
export const SEGMENTS = [16, 17, 18, 19, 20, 21, 22] as const;
const USUAL_SEGMENT = 18;

type Words = TFunction<'settings'>;

export function suiteWords(t: Words, suite: SealingSetting['suite']): string {
  return t(`files.${suite}`);
}

/** "256 KiB" */
export function sizeWords(t: Words, segment: number): string {
  const kib = 2 ** (segment - 10);
  return kib < 1024 ? t('files.kib', { count: kib }) : t('files.mib', { count: kib / 1024 });
}

export function segmentWords(t: Words, segment: number): string {
  const size = sizeWords(t, segment);
  return segment === USUAL_SEGMENT ? t('files.segmentUsual', { size }) : size;
}
