import type { TFunction } from 'i18next';
import type { LinkView } from '../../../backend/contract/links.ts';
import { insideMomentOf, sizeOf } from '../../words/measure.ts';
import { insideSentence } from '../../words/sentence.ts';
import { baseName } from '../files/paths.ts';

type Words = TFunction<'links'>;

/** `Lofoten 2026`, `hamnoy.jpg and 3 more`; inside a sentence in “ ” where it could be read as words of it. */
export function linkName(t: Words, { names }: Pick<LinkView, 'names'>, where: 'alone' | 'inside' = 'alone'): string {
  const first = baseName(names[0] ?? '');
  const name = where === 'inside' ? insideSentence(first) : first;
  return names.length < 2 ? name : t('row.named', { name, count: names.length - 1 });
}

/** `2 of 3 downloads left, until 8 November at 14:02` */
export function stateWords(t: Words, link: LinkView, now: Date): string {
  const expiry = new Date(link.expiry);
  // An open window sees a link expire before it asks again.
  if (link.state === 'expired' || (link.state === 'open' && expiry <= now)) {
    return t('row.expired', { when: insideMomentOf(expiry) });
  }
  if (link.state === 'used') return t('row.used', { count: link.downloads });
  const left = link.downloads - link.used;
  const often = link.downloads === 1 ? t('row.left', { count: left }) : t('row.leftOf', { left, all: link.downloads });
  return [often, t('row.until', { until: insideMomentOf(expiry) })].join(t('row.join'));
}

/** `12 files, 48 MB, with a password` */
export function whatWords(t: Words, { count, bytes, protected: isProtected }: LinkView): string {
  const files = t('row.files', { count, size: sizeOf(bytes) });
  return isProtected ? [files, t('row.password')].join(t('row.join')) : files;
}
