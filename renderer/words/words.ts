import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import alarms from './en/alarms.json';
import common from './en/common.json';
import errors from './en/errors.json';
import files from './en/files.json';
import keys from './en/keys.json';
import links from './en/links.json';
import type linkPage from './en/link-page.json';
import scan from './en/scan.json';
import start from './en/start.json';
import storage from './en/storage.json';
import transfers from './en/transfers.json';

/** All words of the window, English; a view uses the namespace of its own and `common`. */
const resources = { en: { alarms, common, errors, files, keys, links, scan, start, storage, transfers } };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    // The page behind a link loads its words by itself: the window has no use for them.
    resources: (typeof resources)['en'] & { 'link-page': typeof linkPage };
  }
}

export function startWords(): Promise<unknown> {
  return i18next.use(initReactI18next).init({
    resources,
    lng: 'en',
    defaultNS: 'common',
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
}
