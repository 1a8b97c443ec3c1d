import i18next from 'i18next';
import page from '../words/en/link-page.json';
import transfers from '../words/en/transfers.json';

/** The page's own words, and those of sizes and times (measure.ts). */
export async function startWords(): Promise<void> {
  await i18next.init({
    resources: { en: { 'link-page': page, transfers } },
    lng: 'en',
    defaultNS: 'link-page',
    // Everything becomes text of a node, never HTML.
    interpolation: { escapeValue: false },
  });
}
