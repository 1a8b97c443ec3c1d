import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import activity from './en/activity.json';
import alarms from './en/alarms.json';
import common from './en/common.json';
import errors from './en/errors.json';
import files from './en/files.json';
import imports from './en/import.json';
import keys from './en/keys.json';
import remote from './en/remote.json';
import photos from './en/photos.json';
import shared from './en/shared.json';
import links from './en/links.json';
import opened from './en/opened.json';
import type linkPage from './en/link-page.json';
import scan from './en/scan.json';
import settings from './en/settings.json';
import start from './en/start.json';
import storage from './en/storage.json';
import tokens from './en/tokens.json';
import transfers from './en/transfers.json';

/** All words of the window, English; a view uses the namespace of its own and `common`. */
const resources = {
  en: {
    activity,
    alarms,
    common,
    errors,
    files,
    import: imports,
    keys,
    links,
    opened,
    photos,
    scan,
    settings,
    shared,
    start,
    storage,
    tokens,
    transfers,
  },
};

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    // The page behind a link loads its words by itself: the window has no use for them.
    resources: (typeof resources)['en'] & { 'link-page': typeof linkPage };
  }
}

/** From now on the words are those of a window whose server is another computer: what is sealed is sealed there. */
export function takeRemoteWords(): void {
  for (const [namespace, words] of Object.entries(remote))
    i18next.addResourceBundle('en', namespace, words, true, true);
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
