import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { KeyChoice, KeyView, KnownKey } from '../../../backend/contract/keys.ts';
import { ApiError } from '../../api.ts';
import { useKeyOpening } from '../../data/key-opening.ts';
import { QUERY } from '../../data/queries.ts';
import { useServices } from '../../data/services.tsx';
import type { PickedKey } from '../../host.ts';
import type { SealingChoice } from '../../data/sealing.ts';
import { sentencesOf } from '../../words/sentence.ts';
import { KeyChooser } from './key-chooser.tsx';
import { isRightKey, keyStep } from './key-choice.ts';
import { KeyPointer } from './key-pointer.tsx';
import { PassphraseDialog } from './passphrase-dialog.tsx';
import { WrongKeyDialog } from './wrong-key-dialog.tsx';

/** What a key is needed for; sentences name it. */
export interface KeyNeed {
  /** Key id; undefined where any key will do. */
  readonly id: string | undefined;
  readonly count: number;
  /** Name of the one file, or of the folder they lie in. */
  readonly name: string;
}

/** What a dialog was answered with; `undefined` leaves everything as it is. */
export type KeyAnswer =
  | 'pick'
  | 'use'
  | { readonly passphrase: string }
  /** Without `id` another key file is to be pointed at. */
  | { readonly seal: { readonly id: string | undefined; readonly sealing: SealingChoice } }
  | undefined;

/** What seals, and how where that was said. */
export interface ChosenKey {
  readonly id: string;
  readonly sealing: SealingChoice;
}

export type KeyQuestion =
  | { readonly kind: 'point'; readonly need: KeyNeed; readonly problem?: string }
  | { readonly kind: 'wrong'; readonly need: KeyNeed; readonly picked: KeyView; readonly fileName: string }
  | {
      readonly kind: 'passphrase';
      readonly name: string;
      readonly fingerprint: string;
      /** How often it was asked for before: what was typed then was wrong. */
      readonly tries: number;
      /** What was typed is being tried. */
      readonly isBusy?: boolean;
    }
  | { readonly kind: 'choose'; readonly isForFiles: boolean };

export interface KeyAsker {
  /** Opens the key that is needed, asking for what is missing. @returns its id, undefined where the user leaves it */
  obtain: (need: KeyNeed) => Promise<string | undefined>;
  /** How a request points at a key that was obtained; asked for each, since it may be closed meanwhile. */
  choiceOf: (id: string) => KeyChoice;
  /** Asks which key shall seal. @param isForFiles of this computer: then it can be said how they are sealed as well */
  choose: (isForFiles?: boolean) => Promise<ChosenKey | undefined>;
  /** What it asks just now; stands somewhere in the view. */
  dialog: ReactNode;
}

/** Where an asker looks at keys and opens them: in the log-in, unless it asks without one. @throws ApiError */
export interface KeyDoor {
  /** What is known of keys; left out, it is what the log-in knows. */
  readonly known?: () => readonly KnownKey[];
  readonly inspect: (choice: KeyChoice) => Promise<KeyView>;
  readonly open: (choice: KeyChoice) => Promise<unknown>;
}

/** Asks for keys step by step; each step is a dialog of its own, and the next comes only where it is needed. */
export function useKeyAsker(keys: readonly KnownKey[], given?: KeyDoor): KeyAsker {
  const { host, keyMemory } = useServices();
  const logIn = useKeyOpening();
  const door: KeyDoor = given ?? logIn;
  const client = useQueryClient();
  const [asked, setAsked] = useState<{ question: KeyQuestion; answer: (answer: KeyAnswer) => void }>();
  const ask = (question: KeyQuestion) =>
    new Promise<KeyAnswer>((resolve) => {
      const answer = (given: KeyAnswer) => (setAsked(undefined), resolve(given));
      setAsked({ question, answer });
    });

  const open = async (choice: KeyChoice, key: Pick<KnownKey, 'id' | 'fingerprint' | 'form'> & { name: string }) => {
    let secret: { passphrase?: string } = {};
    for (let tries = 0; ; tries += 1) {
      let isLeft = false;
      if (key.form === 'protected') {
        const question = { kind: 'passphrase', name: key.name, fingerprint: key.fingerprint, tries } as const;
        const answer = await ask(question);
        if (typeof answer !== 'object' || !('passphrase' in answer)) return undefined;
        secret = { passphrase: answer.passphrase };
        // It takes a moment, a second on a slow computer.
        const leave = () => ((isLeft = true), setAsked(undefined));
        setAsked({ question: { ...question, isBusy: true }, answer: leave });
      }
      try {
        await door.open({ ...choice, ...secret }).finally(() => setAsked(undefined));
        await client.invalidateQueries({ queryKey: QUERY.keys });
        return isLeft ? undefined : key.id;
      } catch (error) {
        if (isLeft) return undefined;
        const isAskedAgain = key.form === 'protected' && error instanceof ApiError && error.code === 'wrong-password';
        if (!isAskedAgain) throw error;
      }
    }
  };

  // A dialog stays while sticks are plugged in: what is known now counts, not what was known when it came.
  const find = (id: string | undefined) => {
    const now = door.known?.() ?? client.getQueryData<{ keys: KnownKey[] }>(QUERY.keys)?.keys ?? keys;
    return now.find((one) => one.id === id);
  };

  const openKnown = async (id: string): Promise<string | undefined> => {
    const key = find(id);
    if (keyStep(key) === 'ready') return id;
    return key && open({ id }, { ...key, name: key.name ?? key.fingerprint });
  };

  const point = async (need: KeyNeed, isAsked = false): Promise<string | undefined> => {
    let problem: string | undefined;
    let pickNow = isAsked;
    for (;;) {
      const question = { kind: 'point', need, ...(problem !== undefined && { problem }) } as const;
      if (!pickNow && (await ask(question)) !== 'pick') return undefined;
      pickNow = false;
      const picked: PickedKey | undefined = await host.pickKeyFile();
      if (picked === undefined) return undefined;
      try {
        const view = await door.inspect(picked.choice);
        if (isRightKey(need.id, view)) return await open(picked.choice, view);
        await client.invalidateQueries({ queryKey: QUERY.keys });
        const answer = await ask({ kind: 'wrong', need, picked: view, fileName: picked.fileName });
        if (answer === 'use' && need.id !== undefined) return await openKnown(need.id);
        if (answer !== 'pick') return undefined;
        pickNow = true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        problem = sentencesOf(error, { name: picked.fileName, about: 'key' }).happened;
      }
    }
  };

  const obtain = async (need: KeyNeed): Promise<string | undefined> => {
    const key = find(need.id);
    if (key === undefined || keyStep(key) === 'point') return point(need);
    try {
      return await openKnown(key.id);
    } catch (error) {
      // The file went away or is no key file any more: the user may know of another copy.
      if (error instanceof ApiError) return point(need);
      throw error;
    }
  };

  const choose = async (isForFiles = false): Promise<ChosenKey | undefined> => {
    const answer = await ask({ kind: 'choose', isForFiles });
    if (typeof answer !== 'object' || !('seal' in answer)) return undefined;
    const { id: chosen, sealing } = answer.seal;
    const need = { id: chosen, count: 0, name: '' };
    const id = await (chosen === undefined ? point(need, true) : obtain(need));
    return id === undefined ? undefined : { id, sealing };
  };

  const choiceOf = (id: string) => keyMemory.choiceOf(id);
  return { obtain, choiceOf, choose, dialog: asked && <Asked {...asked} keys={keys} /> };
}

interface AskedProps {
  question: KeyQuestion;
  answer: (answer: KeyAnswer) => void;
  keys: readonly KnownKey[];
}

function Asked({ question, answer, keys }: AskedProps) {
  if (question.kind === 'point') return <KeyPointer question={question} answer={answer} keys={keys} />;
  if (question.kind === 'wrong') return <WrongKeyDialog question={question} answer={answer} keys={keys} />;
  if (question.kind === 'choose') return <KeyChooser question={question} answer={answer} keys={keys} />;
  return <PassphraseDialog key={question.tries} question={question} answer={answer} />;
}
