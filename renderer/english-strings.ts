import type { Plugin } from 'vite';

const STRINGS =
  /\/(react-aria|react-aria-components|react-stately)\/dist\/.*\/intl\/.*\/(?!en-US\.)[a-z]{2}-[A-Z]{2}\.mjs$/;

/**
 * Leaves out what the library says in other languages than the window's own: a screen reader would hear two languages at once, and
 * thirty of them weigh more than a room. The library takes `undefined` for a language it does not have.
 */
export function englishStrings(): Plugin {
  return {
    name: 'english-strings',
    enforce: 'pre',
    load: (id) => (STRINGS.test(id.replaceAll('\\', '/')) ? 'export default undefined;' : null),
  };
}
