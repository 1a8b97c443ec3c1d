import i18next from 'i18next';
import type { LiveTransfer } from '../../data/transfer-store.ts';
import { clockOf, countOf, leftOf, shareOf, sizeOf, speedOf } from '../../words/measure.ts';
import { sentenceOf, sentencesOf } from '../../words/sentence.ts';

/** Two numbers that jump about say nothing: speed and time are told of what takes longer than this, in bytes. */
const WORTH_A_CLOCK = 20e6;

/** Last part of a path of the vault or of any computer. */
export function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? '';
}

/** "Cabin, 12 files" */
export function titleOf({ name, totalFiles }: LiveTransfer): string {
  const files = { files: countOf(totalFiles), count: totalFiles };
  if (name === '') return i18next.t('transfers:row.files', files);
  return totalFiles > 1 ? i18next.t('transfers:row.folder', { name, ...files }) : name;
}

/** Where it goes, as one says it; '' where nothing is known. */
export function placeOf({ kind, place }: LiveTransfer): string {
  const part = lastPart(place);
  return part === '' && kind === 'upload' ? i18next.t('transfers:row.top') : part;
}

/** The second line of a transfer that runs: what, how much, how fast, how long. */
export function runningWords(transfer: LiveTransfer): string {
  const { kind, bytes, totalBytes, totalFiles, speed, secondsLeft, failures } = transfer;
  if (totalBytes === 0 && totalFiles > 1 && kind !== 'share') {
    return i18next.t('transfers:row.found', { files: countOf(totalFiles), count: totalFiles });
  }
  const place = placeOf(transfer);
  const what =
    place === '' || kind === 'check'
      ? i18next.t(`transfers:row.running.${kind}`)
      : i18next.t(`transfers:row.running.${kind}To`, { place });
  const isLong = secondsLeft !== null && totalBytes > WORTH_A_CLOCK;
  const pieces = [
    what,
    shareOf(bytes, totalBytes),
    ...(isLong ? [speedOf(speed), leftOf(secondsLeft, 'inside')] : []),
    ...(failures.length > 0 ? [i18next.t('transfers:row.failedSoFar', { count: failures.length })] : []),
  ];
  return pieces.join(i18next.t('transfers:row.comma'));
}

/** The second line of one that stands still: why, and what happens then. @param key what its key is called */
export function standingWords(transfer: LiveTransfer, vault: string | undefined, key: string): string {
  const { state, reason, bytes, totalBytes, kept } = transfer;
  if (state === 'paused') {
    const words = i18next.t(kept ? 'transfers:row.paused' : 'transfers:row.pausedWindow');
    const at = { share: shareOf(bytes, totalBytes) };
    const paused = totalBytes === 0 ? i18next.t('transfers:row.pausedNow') : i18next.t('transfers:row.pausedAt', at);
    return `${paused} ${words}`;
  }
  if (reason === 'network') {
    return vault === undefined ? i18next.t('transfers:row.networkHere') : i18next.t('transfers:row.network', { vault });
  }
  if (reason === 'key') return i18next.t('transfers:row.key', { key });
  if (reason === 'vault') return i18next.t('transfers:row.vault');
  const place = placeOf(transfer);
  return place === '' ? i18next.t('transfers:row.waitingHere') : i18next.t('transfers:row.waiting', { place });
}

/** The second line of one that is over and needs nobody. */
export function doneWords(transfer: LiveTransfer): string {
  const { kind, state, ended, files, totalFiles, totalBytes } = transfer;
  const clock = clockOf(new Date(ended ?? 0));
  if (state === 'cancelled') {
    return files > 0
      ? i18next.t('transfers:row.cancelledPart', { clock, files: countOf(files), total: countOf(totalFiles) })
      : i18next.t('transfers:row.cancelled', { clock });
  }
  const place = placeOf(transfer);
  const words =
    place === '' || kind === 'upload' || kind === 'check'
      ? i18next.t(`transfers:row.done.${kind}`, { clock })
      : i18next.t(`transfers:row.done.${kind}To`, { place, clock });
  // What is read before a file is first shared is no measure of what was shared.
  if (kind === 'share') return words;
  return [words, sizeOf(totalBytes)].join(i18next.t('transfers:row.comma'));
}

/** The second line of one that needs somebody: what happened and what is safe. */
export function failedWords(transfer: LiveTransfer, vault: string | undefined): string {
  const { kind, name, failures, totalFiles } = transfer;
  const [first] = failures;
  if (first === undefined) return sentencesOf('unexpected').happened;
  const sentence = sentenceOf(first.code, {
    name: lastPart(first.path) || name,
    place: first.code === 'unusable' ? placeOf(transfer) : vault,
    way: kind === 'upload' ? 'up' : kind === 'download' ? 'down' : undefined,
  });
  if (failures.length < 2) return sentence;
  const some = { count: failures.length, failed: countOf(failures.length), total: countOf(totalFiles) };
  return `${i18next.t(`transfers:row.failed.${kind}`, some)} ${sentence}`;
}
