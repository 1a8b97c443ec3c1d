import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BucketError } from '../buckets/errors.ts';
import type { Bucket } from '../buckets/bucket.ts';
import { openState, STATE_FILE } from '../state/database.ts';
import { DownloadJournal, type DownloadEntry } from '../state/download-journal.ts';
import { Holder } from '../state/holding.ts';
import { Home } from '../state/home.ts';
import { UploadJournal, type UploadEntry } from '../state/upload-journal.ts';
import { VaultError } from '../vault/errors.ts';
import { terminalBuckets } from './bucket-access.ts';
import type { Outcome } from './outcome.ts';
import { printable, printableJson, printLine, type Terminal } from './terminal.ts';

export interface TransfersOptions {
  readonly clean?: true;
  readonly json?: true;
}

const NOTHING = 'Nothing is unfinished.';

interface Journals {
  readonly uploads: UploadJournal;
  readonly downloads: DownloadJournal;
}

/** Lists what this computer began and did not complete. What another process works on just now is not unfinished. */
export async function transfers(terminal: Terminal, outcome: Outcome, options: TransfersOptions): Promise<void> {
  // A home that never kept anything is left as it is.
  const isKept = (await stat(join(terminal.home, STATE_FILE)).catch(() => undefined)) !== undefined;
  if (!isKept) return printLine(terminal, options.json ? '[]' : NOTHING);
  const state = await openState(terminal.home);
  try {
    const holder = new Holder(terminal.now);
    const journals = { uploads: new UploadJournal(state, holder), downloads: new DownloadJournal(state, holder) };
    if (options.clean) await clean(terminal, outcome, journals);
    const uploads = await journals.uploads.unfinished();
    const downloads = await journals.downloads.unfinished();
    const rows = [
      ...(await Promise.all(uploads.map((entry) => uploadRow(journals.uploads, entry)))),
      ...downloads.map(downloadRow),
    ];
    if (options.json) return printLine(terminal, printableJson(rows));
    for (const { kind, file, begun, bytes, done } of rows) {
      const part = bytes === null ? `${done} bytes` : `${done} of ${bytes} bytes`;
      printLine(terminal, `${kind.padEnd(8)}  ${begun.slice(0, 16).replace('T', ' ')}  ${part}  ${printable(file)}`);
    }
    if (rows.length === 0) printLine(terminal, NOTHING);
  } finally {
    await state.destroy();
  }
}

async function uploadRow(journal: UploadJournal, entry: UploadEntry) {
  const parts = await journal.parts(entry.file_id);
  const done = Math.min(
    entry.size,
    parts.reduce((sum, { size }) => sum + size, 0),
  );
  const file = entry.local_path ?? `a file from a browser (${entry.file_id})`;
  return { kind: 'upload', file, begun: new Date(entry.began).toISOString(), bytes: entry.size, done };
}

function downloadRow(entry: DownloadEntry) {
  const begun = new Date(entry.began).toISOString();
  return { kind: 'download', file: entry.target, begun, bytes: null, done: entry.checked };
}

async function clean(terminal: Terminal, outcome: Outcome, { uploads, downloads }: Journals): Promise<void> {
  for (const entry of await downloads.unfinished()) {
    await outcome.attempt(async () => {
      const { isBusy, entry: mine } = await downloads.claim(entry.target);
      if (isBusy || mine === undefined) return;
      await rm(mine.partial, { force: true });
      await downloads.end(mine.target);
    });
  }
  const begun = await uploads.unfinished();
  if (begun.length === 0) return;
  await outcome.attempt(async () => {
    const settings = await new Home(terminal.home).settings();
    if (settings === undefined) throw new VaultError('no-vault', 'This computer knows no vault, so nothing was freed.');
    const bucket = await terminalBuckets(terminal).open(settings.bucket, { create: false });
    for (const entry of begun) await outcome.attempt(() => abort(uploads, entry, bucket));
  });
}

async function abort(journal: UploadJournal, entry: UploadEntry, bucket: Bucket): Promise<void> {
  if (entry.place !== bucket.place) {
    const what = entry.local_path ?? 'an upload from a browser';
    throw new BucketError(
      'refused',
      `What was sent of ${what} lies in ${entry.place}, which is not the vault of this computer any more. It was left there.`,
    );
  }
  if (!(await journal.claim(entry.file_id))) return;
  try {
    await bucket.abortMultipart({ key: entry.object_key, uploadId: entry.upload_id });
  } catch (error) {
    await journal.release(entry.file_id);
    throw error;
  }
  await journal.end(entry.file_id);
}
