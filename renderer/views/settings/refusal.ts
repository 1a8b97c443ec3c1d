import { ApiError } from '../../api.ts';
import { isCode, sentencesOf } from '../../words/sentence.ts';

/** Why a folder was not taken: the server alone knows what it found there. */
export function refusalOf(error: unknown): string {
  return error instanceof ApiError && isCode(error, 'unusable') ? error.message : sentencesOf(error).happened;
}
