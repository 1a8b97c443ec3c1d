import i18next from 'i18next';
import { ApiError } from '../api.ts';
import type errors from './en/errors.json';

/** What is known of the circumstances; each makes the words more exact. */
export interface ErrorContext {
  /** The file, folder or key file it is about. */
  readonly name?: string | undefined;
  /** The bucket, folder or disk it concerns. */
  readonly place?: string | undefined;
  /** Which way it was going: what is safe differs. */
  readonly way?: 'up' | 'down' | undefined;
  /** `key` where the password or the missing file is that of a key file; `opened` for a sealed file beside any vault. */
  readonly about?: 'key' | 'opened' | undefined;
  /** For `wrong-key`: the name of the key it takes and of the one that was picked. */
  readonly needs?: string | undefined;
  readonly given?: string | undefined;
}

/** An error in words: a title for a dialog, and three plain sentences. */
export interface Sentences {
  readonly title: string;
  readonly happened: string;
  readonly safe: string;
  readonly todo: string;
}

type Entry = keyof (typeof errors)['codes'];
type Part = keyof Sentences;
type WordsKey = `errors:codes.${Entry}.${Part}`;

/** The code of whatever was thrown; what is no answer of the server is `unexpected`. */
export function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : 'unexpected';
}

/** @param error an error that was thrown, or a code as a transfer keeps it */
export function sentencesOf(error: unknown, context: ErrorContext = {}): Sentences {
  const entry = entryOf(typeof error === 'string' ? error : codeOf(error), context);
  const words = {
    Name: shown(context.name) ?? i18next.t('errors:unnamed.file'),
    name: shown(context.name) ?? i18next.t('errors:unnamed.fileInside'),
    Place: shown(context.place) ?? i18next.t('errors:unnamed.place'),
    place: shown(context.place) ?? i18next.t('errors:unnamed.placeInside'),
    needs: context.needs,
    given: context.given,
  };
  const say = (part: Part, more = '') => {
    const plain: WordsKey = `errors:codes.${entry}.${part}`;
    const special = `${plain}${more}`;
    return i18next.t(isKey(special) ? special : plain, words);
  };
  const way = context.way === 'up' ? 'Up' : context.way === 'down' ? 'Down' : '';
  return { title: say('title'), happened: say('happened'), safe: say('safe', way), todo: say('todo') };
}

/** Whether it is one of these answers of the server. */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof ApiError && codes.includes(error.code);
}

/** What happened and what is safe, in one line: for a note, a toast or a row. */
export function sentenceOf(error: unknown, context: ErrorContext = {}): string {
  const { happened, safe } = sentencesOf(error, context);
  return `${happened} ${safe}`;
}

/** What somebody who helps needs, to be copied: code, status and the server's own sentence. */
export function detailsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? `unexpected (${error.name})` : 'unexpected';
  return [`${error.code}${error.status === 0 ? '' : ` (${error.status})`}`, error.message].filter(Boolean).join('\n');
}

function entryOf(code: string, { about, needs, given }: ErrorContext): Entry {
  const named = needs !== undefined && given !== undefined ? `${code}-named` : undefined;
  const special = about === undefined ? undefined : `${code}-${about}`;
  return [named, special, code].find(isEntry) ?? 'unexpected';
}

function isKey(key: string): key is WordsKey {
  return i18next.exists(key);
}

function isEntry(code: string | undefined): code is Entry {
  return code !== undefined && /^[a-z-]+$/.test(code) && i18next.exists(`errors:codes.${code}.title`);
}

function shown(name: string | undefined): string | undefined {
  return name === undefined || name === '' ? undefined : insideSentence(name);
}

/** A file name stands for itself; what could be read as words of the sentence is put in “ ”. */
export function insideSentence(name: string): string {
  return /^\S*[.-]\S*$/.test(name) ? name : i18next.t('errors:quoted', { name });
}
