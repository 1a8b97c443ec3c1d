import i18next from 'i18next';
import { KEY } from '../parts/brand-paths.ts';
import { element, shape } from './element.ts';

/** What is faster than this needs no words. */
const OPENING_MS = 400;

export interface Scene {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly body?: readonly (Node | undefined)[];
  /** Where the focus goes when the scene appears; the title where nothing is given. */
  readonly focus?: HTMLElement | undefined;
}

/** What stays while scenes change: the name above, the explanation below, and a voice for those who do not look. */
export class Frame {
  readonly #main = element('main');
  readonly #voice = element('p', { class: 'unseen', role: 'status' });
  #isFirst = true;
  readonly #opening = setTimeout(() => this.#main.append(opening()), OPENING_MS);

  constructor(root: HTMLElement) {
    const how = howThisWorks();
    const show = element(
      'button',
      { type: 'button', class: 'link', 'aria-expanded': 'false', 'aria-controls': 'how' },
      i18next.t('link-page:how.show'),
    );
    show.addEventListener('click', () => {
      how.hidden = !how.hidden;
      show.setAttribute('aria-expanded', String(!how.hidden));
      if (!how.hidden) how.scrollIntoView({ block: 'nearest' });
    });
    const footer = element('footer', {}, element('p', {}, i18next.t('link-page:footer')), show);
    root.replaceChildren(brand(), this.#main, this.#voice, how, footer);
  }

  show({ title, lead, body = [], focus }: Scene): void {
    clearTimeout(this.#opening);
    const heading = element('h1', { tabindex: '-1' }, title);
    document.title = i18next.t('link-page:document', { title });
    const children = body.filter((child) => child !== undefined);
    this.#main.replaceChildren(heading, lead === undefined ? '' : element('p', { class: 'lead' }, lead), ...children);
    // A page that was just opened begins at its top by itself.
    if (focus !== undefined || !this.#isFirst) (focus ?? heading).focus();
    this.#isFirst = false;
  }

  /** Says something to a screen reader. */
  say(words: string): void {
    this.#voice.textContent = words;
  }
}

const opening = () => element('p', { class: 'lead' }, i18next.t('link-page:opening'));

function brand(): HTMLElement {
  const tile = shape('rect', { x: '1.5', y: '1.5', width: '29', height: '29', rx: '6.3', fill: '#0e6470' });
  const key = shape('path', { d: KEY, fill: '#fafaf8', 'fill-rule': 'evenodd' });
  const drawing = shape('svg', { viewBox: '1.5 1.5 29 29', class: 'brand', 'aria-hidden': 'true' }, tile, key);
  return element('header', {}, drawing, element('span', {}, 'Latchkey'));
}

function howThisWorks(): HTMLElement {
  const parts = (['sealed', 'key', 'opened', 'kept'] as const).map((part) =>
    element('p', {}, i18next.t(`link-page:how.${part}`)),
  );
  const title = element('h2', {}, i18next.t('link-page:how.title'));
  return element(
    'section',
    { id: 'how', class: 'how', hidden: true, 'aria-label': title.textContent },
    title,
    ...parts,
  );
}
