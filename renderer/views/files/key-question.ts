import type { KnownKey } from '../../../backend/contract/keys.ts';
import type { KeyAnswer, KeyQuestion } from './key-asker.tsx';

/** What a dialog of the asker is handed. */
export interface KeyQuestionProps<Kind extends KeyQuestion['kind']> {
  question: Extract<KeyQuestion, { kind: Kind }>;
  answer: (answer: KeyAnswer) => void;
  keys: readonly KnownKey[];
}
