import i18next from 'i18next';
import { leftOf, percentOf, shareOf, sizeOf } from '../words/measure.ts';
import { button, element, icon } from './element.ts';
import type { FaultCode, FileView } from './messages.ts';
import { nameOf, totalOf } from './ready-scene.ts';

const QUARTER = 25;
/** Before that nobody can say how long it takes. */
const SPEED_AFTER_MS = 2000;

interface Row {
  readonly view: FileView;
  readonly element: HTMLElement;
  readonly second: HTMLElement;
  readonly bar: HTMLProgressElement;
  bytes: number;
  state: 'waits' | 'saved' | 'failed';
}

/** The files of a download, each with how far it is; stays while the scene around it changes. */
export class GoingList {
  readonly element: HTMLElement;
  readonly #rows: readonly Row[];
  readonly #total: number;
  readonly #say: (words: string) => void;
  readonly #now: () => number;
  /** Of all files, where there are several. */
  readonly #sum: Sum | undefined;
  #began: { at: number; bytes: number } | undefined;
  #quarter = 0;

  /** @param say to those who do not look @param now milliseconds that only go forward */
  constructor(files: readonly FileView[], say: (words: string) => void, now: () => number) {
    this.#rows = files.map(newRow);
    this.#total = totalOf(files);
    this.#say = say;
    this.#now = now;
    const rows = element('ul', { class: 'rows going' }, ...this.#rows.map((row) => row.element));
    this.#sum = files.length > 1 ? newSum() : undefined;
    this.element = element('div', {}, this.#sum?.element, rows);
  }

  get bytes(): number {
    return this.#rows.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get total(): number {
    return this.#total;
  }

  get saved(): number {
    return this.#rows.filter(({ state }) => state === 'saved').length;
  }

  progress(index: number, bytes: number): void {
    const row = this.#rows[index]!;
    row.bytes = bytes;
    this.#began ??= { at: this.#now(), bytes: this.bytes };
    row.bar.value = percentOf(bytes, row.view.size);
    row.second.textContent = shareOf(bytes, row.view.size);
    this.#tellHowLong(this.#sum?.words ?? row.second, this.#sum === undefined ? row.second.textContent : this.#share());
    const percent = percentOf(this.bytes, this.#total);
    if (this.#sum !== undefined) this.#sum.bar.value = percent;
    if (Math.floor(percent / QUARTER) <= this.#quarter) return;
    this.#quarter = Math.floor(percent / QUARTER);
    this.#say(i18next.t('link-page:going.announce', { percent: this.#quarter * QUARTER }));
  }

  /** @param again hands the file over once more */
  savedAs(index: number, again: () => void): void {
    const row = this.#rows[index]!;
    row.bytes = row.view.size;
    row.state = 'saved';
    row.element.classList.remove('failed');
    row.second.textContent = i18next.t('link-page:row.saved', { size: sizeOf(row.view.size) });
    const label = i18next.t('link-page:row.againName', { name: nameOf(row.view) });
    const save = button(i18next.t('link-page:row.again'), 'outlined', again, { 'aria-label': label });
    settle(row, 'check', save);
  }

  failed(index: number, code: FaultCode): void {
    const row = this.#rows[index]!;
    row.state = 'failed';
    row.element.classList.add('failed');
    row.second.textContent = i18next.t(code === 'object-gone' ? 'link-page:row.gone' : 'link-page:row.damaged');
    settle(row, 'error-circle');
  }

  /** Nothing moves any more: what is there is not said to take some time. */
  halt(): void {
    this.#began = undefined;
    for (const { state, second, bytes, view } of this.#rows) {
      if (state === 'waits' && bytes > 0) second.textContent = shareOf(bytes, view.size);
    }
    if (this.#sum !== undefined) this.#sum.words.textContent = this.#share();
  }

  /** Everything is settled: the rows say how. */
  finish(): void {
    this.#sum?.element.remove();
  }

  #share(): string {
    return shareOf(this.bytes, this.#total);
  }

  #tellHowLong(where: HTMLElement, share: string): void {
    const left = this.#secondsLeft();
    where.textContent =
      left === undefined ? share : i18next.t('link-page:going.shareLeft', { share, left: leftOf(left, 'inside') });
  }

  #secondsLeft(): number | undefined {
    if (this.#began === undefined) return undefined;
    const [ms, done] = [this.#now() - this.#began.at, this.bytes - this.#began.bytes];
    if (ms < SPEED_AFTER_MS || done === 0) return undefined;
    return ((this.#total - this.bytes) * ms) / done / 1000;
  }
}

interface Sum {
  readonly element: HTMLElement;
  readonly words: HTMLElement;
  readonly bar: HTMLProgressElement;
}

function newSum(): Sum {
  const label = i18next.t('link-page:going.total');
  const words = element('p', { class: 'second' });
  const bar = element('progress', { max: '100', value: '0', 'aria-label': label });
  return {
    element: element('div', { class: 'total' }, element('p', { class: 'name' }, label), words, bar),
    words,
    bar,
  };
}

function newRow(view: FileView): Row {
  const second = element('p', { class: 'second' }, i18next.t('link-page:going.waits'));
  const bar = element('progress', { max: '100', value: '0', 'aria-label': nameOf(view) });
  const words = element(
    'div',
    { class: 'words' },
    element('p', { class: 'name', dir: 'auto' }, nameOf(view)),
    second,
    bar,
  );
  return { view, element: element('li', { class: 'row' }, icon('file'), words), second, bar, bytes: 0, state: 'waits' };
}

function settle(row: Row, name: 'check' | 'error-circle', action?: HTMLElement): void {
  row.bar.remove();
  row.element.querySelector('.icon')?.replaceWith(icon(name));
  row.element.querySelector('button')?.remove();
  if (action !== undefined) row.element.append(action);
}
