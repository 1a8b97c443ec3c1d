import { type ReactNode, useEffect, useRef } from 'react';
import { classList } from '../../parts/class-list.ts';
import { Note } from '../../parts/note.tsx';
import { type ErrorContext, sentencesOf } from '../../words/sentence.ts';
import styles from './form.module.css';

export interface ErrorNoteProps {
  error: unknown;
  /** What it is about makes the words more exact. */
  context?: ErrorContext;
  /** Words of this page, where it knows more than the code says. */
  words?: { readonly title: string; readonly text: string } | undefined;
  actions?: ReactNode;
}

/** What did not work, what is safe and what to do, on a page that asked for it; moved into sight in a low window. */
export function ErrorNote({ error, context, words, actions }: ErrorNoteProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer engines answer with a promise, which an effect must not.
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const { happened, safe, todo } = sentencesOf(error, context);
  return (
    <div ref={place} className={classList(styles, 'sight')}>
      <Note tone="bad" role="alert" title={words?.title ?? happened} actions={actions}>
        {words?.text ?? `${safe} ${todo}`}
      </Note>
    </div>
  );
}
