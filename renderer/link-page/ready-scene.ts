import i18next from 'i18next';
import type { LinkState } from '../../backend/contract/link-page.ts';
import { clockOf, longMomentOf, sizeOf } from '../words/measure.ts';
import { downloadName } from './download-name.ts';
import { button, element, fact, icon, note } from './element.ts';
import type { Scene } from './frame.ts';
import type { FileView } from './messages.ts';

export interface ReadyOptions {
  readonly state: LinkState;
  readonly files: readonly FileView[];
  /** Who sent them, where the link says so. */
  readonly sender: string | undefined;
  /** Until when a download that was stopped can be started again. */
  readonly again?: Date | undefined;
  /** What kept the button from doing its work the last time. */
  readonly trouble?: HTMLElement | undefined;
  readonly save: (pressed: HTMLButtonElement) => void;
}

/** The name it is saved under: what would be read as another is not shown either. */
export const nameOf = ({ path }: FileView): string => downloadName(path);

export const totalOf = (files: readonly FileView[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** What was sent, and the button; looking at it uses up nothing. */
export function readyScene({ state, files, sender, again, trouble, save }: ReadyOptions): Scene {
  const count = files.length;
  // Isolated, for a name of another direction would turn the sentence around it (Unicode UAX 9).
  const who = sender === undefined ? undefined : `\u2068${sender}\u2069`;
  const say = (key: 'title' | 'sealed' | 'unexpected') =>
    who === undefined
      ? i18next.t(`link-page:ready.${key}`, { count })
      : i18next.t(`link-page:ready.from.${key}`, { count, who });
  const size = sizeOf(totalOf(files));
  const moment = longMomentOf(new Date(state.expiry));
  const isOnce = state.downloads === 1;
  const pressed = button(i18next.t('link-page:ready.save'), 'filled', () => save(pressed));
  pressed.prepend(icon('download'));
  const sum =
    count === 1
      ? element(
          'div',
          { class: 'sent' },
          icon('file'),
          words(nameOf(files[0]!), i18next.t('link-page:ready.until', { size, moment })),
          pressed,
        )
      : element(
          'div',
          { class: 'sent' },
          words(i18next.t('link-page:ready.sum', { count }), i18next.t('link-page:ready.until', { size, moment })),
          pressed,
        );
  const uses =
    state.left > 1
      ? i18next.t('link-page:ready.left', { left: state.left })
      : i18next.t('link-page:ready.last', { count });
  return {
    title: say('title'),
    lead: i18next.t(isOnce ? 'link-page:ready.once' : 'link-page:ready.more', { count }),
    body: [
      sum,
      count === 1 ? undefined : list(files),
      trouble,
      again && element('p', { class: 'aside' }, i18next.t('link-page:ready.again', { clock: clockOf(again) })),
      element(
        'ul',
        { class: 'facts' },
        fact('lock', say('sealed')),
        again === undefined && fact('link', uses),
        again === undefined && fact('info', say('unexpected')),
      ),
    ],
  };
}

/** The password's field, where a link has one; names and sizes are sealed under it. */
export function passwordScene(isWrong: boolean, open: (password: string) => void): Scene {
  const input = element('input', {
    id: 'password',
    type: 'password',
    autocomplete: 'off',
    maxlength: '4096',
    'aria-describedby': 'password-error',
    'aria-invalid': isWrong ? 'true' : 'false',
  });
  const error = element('p', { id: 'password-error', class: 'error', role: 'alert' });
  const complain = (words: string) => error.replaceChildren(icon('error-circle'), words);
  const submit = element('button', { type: 'submit', class: 'button filled' }, i18next.t('link-page:password.open'));
  const form = element(
    'form',
    {
      class: 'password',
      submit: (event) => {
        event.preventDefault();
        if (input.value === '') return complain(i18next.t('link-page:password.empty'));
        submit.disabled = true;
        error.replaceChildren(i18next.t('link-page:password.trying'));
        error.className = 'aside';
        open(input.value);
      },
    },
    element('label', { for: 'password' }, i18next.t('link-page:password.label')),
    element('div', { class: 'password-row' }, input, submit),
    error,
  );
  if (isWrong) complain(i18next.t('link-page:password.wrong'));
  return {
    title: i18next.t('link-page:password.title'),
    lead: i18next.t('link-page:password.lead'),
    body: [form, element('ul', { class: 'facts' }, fact('info', i18next.t('link-page:password.fact')))],
    focus: input,
  };
}

export function roomNote(files: readonly FileView[], free: number): HTMLElement {
  const title = i18next.t('link-page:room.title', { size: sizeOf(totalOf(files)) });
  return note('warn', title, i18next.t('link-page:room.text', { free: sizeOf(free) }));
}

function list(files: readonly FileView[]): HTMLElement {
  const rows = files.map((file) =>
    element('li', { class: 'row' }, icon('file'), words(nameOf(file), sizeOf(file.size))),
  );
  return element('ul', { class: 'rows' }, ...rows);
}

function words(name: string, second: string): HTMLElement {
  return element(
    'div',
    { class: 'words' },
    element('p', { class: 'name', dir: 'auto' }, name),
    element('p', {}, second),
  );
}
