import { ICON_PATHS, type IconName } from '../parts/icon-paths.ts';

type Child = Node | string | undefined | false;
type Listener = (event: Event) => void;
type Attributes = Readonly<Record<string, string | boolean | undefined | Listener>>;

const SVG = 'http://www.w3.org/2000/svg';

/** An element; a function becomes a listener, a text a text node: nothing is ever read as HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (typeof value === 'string') made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** A shape of a drawing. */
export function shape(tag: string, attributes: Readonly<Record<string, string>>, ...children: Node[]): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Always beside words that say the same. */
export function icon(name: IconName): SVGElement {
  const paths = ICON_PATHS[name].map((d) => shape('path', { d }));
  return shape('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, ...paths);
}

export function button(label: Child, kind: 'filled' | 'outlined' | 'plain', press: () => void, more: Attributes = {}) {
  return element('button', { type: 'button', class: `button ${kind}`, click: press, ...more }, label);
}

/** A line with an icon in front, below the hairline. */
export function fact(name: IconName, text: string): HTMLElement {
  return element('li', { class: 'fact' }, icon(name), element('p', {}, text));
}

export function note(tone: 'bad' | 'warn' | 'info', title: string, text: string, action?: HTMLElement): HTMLElement {
  const name = tone === 'info' ? 'info' : tone === 'warn' ? 'warning' : 'error-circle';
  const words = element('div', {}, element('p', { class: 'note-title' }, title), element('p', {}, text), action);
  return element('div', { class: `note ${tone}`, role: tone === 'info' ? 'note' : 'alert' }, icon(name), words);
}
