import type { BucketFault } from '../../../backend/contract/buckets.ts';
import type words from '../../words/en/storage.json';

type FaultWords = keyof (typeof words)['fault'];

const WORDED: readonly FaultWords[] = [
  'wrong-secret',
  'tls-untrusted',
  'clock-skew',
  'no-such-bucket',
  'redirected',
  'wrong-host',
];

/** What another access key, or another certificate to trust, can cure. */
export const CURABLE: readonly FaultWords[] = ['wrong-secret', 'tls-untrusted'];

/** The words for a vault that cannot be reached, where more is known than that it does not answer. */
export function faultWords(fault: BucketFault | null): FaultWords | undefined {
  return WORDED.find((words) => words === fault);
}
