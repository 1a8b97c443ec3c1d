import { Readable } from 'node:stream';
import { resolve } from 'node:path';
import { Type } from 'typebox';
import {
  ScanAnswer,
  ScanBeginnings,
  ScanLine,
  ScannedFiles,
  ScanPaths,
  ScanRequest,
  ScanSetting,
  type ScannedFile,
} from '../contract/scan.ts';
import { MAX_SCAN_BODY_BYTES } from '../contract/scan-limits.ts';
import { sentenceOf, skippedSentence, type FileReport } from '../scan/finding.ts';
import { scanPaths } from '../transfers/scan-paths.ts';
import type { AppDeps } from './app.ts';
import { whileConnected } from './connection.ts';
import { answers, type Routes } from './routes.ts';

/** Entries of one answer to a program; whoever gets this many looks at the folder. */
const MAX_ENTRIES = 10_000;
/** Files between two lines of progress. */
const LINE_EVERY = 100;

/** Points out what is sensitive in files before they go in. It informs: nothing is refused for what was found. */
export function scanRoutes(routes: Routes, deps: AppDeps): void {
  const { scanner, scanSetting, folder } = deps;

  routes.post(
    '/upload/scan',
    { config: { access: 'session' }, schema: { body: ScanRequest, response: answers(200, ScanAnswer) } },
    async (request, reply) => {
      const entries: ScanAnswer = [];
      const path = resolve(folder, request.body.filepath);
      for await (const report of scanPaths(scanner, [path], whileConnected(reply))) {
        entries.push(...entriesOf(report));
        if (entries.length < MAX_ENTRIES) continue;
        const error = 'More was found than is told here. Look at the folders in it one by one.';
        return [...entries.slice(0, MAX_ENTRIES), { filename: path, error }];
      }
      return entries;
    },
  );

  routes.post(
    '/api/scan',
    { bodyLimit: MAX_SCAN_BODY_BYTES, schema: { body: ScanBeginnings, response: answers(200, ScannedFiles) } },
    async (request, reply) => {
      const targets = request.body.files.map(({ path, bytes }) => ({ path, bytes: Buffer.from(bytes, 'base64') }));
      const files: ScannedFile[] = [];
      for await (const report of scanner.scan(targets, whileConnected(reply))) {
        if (isWorthTelling(report)) files.push(shown(report));
      }
      return { files };
    },
  );

  routes.post(
    '/api/scan/paths',
    { schema: { body: ScanPaths, response: answers(200, ScanLine), produces: ['application/x-ndjson'] } },
    async (request, reply) => {
      const paths = request.body.paths.map((path) => resolve(folder, path));
      const reports = scanPaths(scanner, paths, whileConnected(reply));
      // A stream goes out as it is: the schema describes one of its lines.
      return reply.type('application/x-ndjson').send(Readable.from(linesOf(reports)) as never);
    },
  );

  const setting = '/api/settings/scan';
  routes.get(setting, { schema: { response: answers(200, ScanSetting) } }, () => scanSetting.get());
  routes.put(
    setting,
    { schema: { body: ScanSetting, response: answers(204, Type.Null()) } },
    async (request, reply) => {
      await scanSetting.keep(request.body);
      return reply.code(204).send(null);
    },
  );
}

function entriesOf({ path, findings, skipped }: FileReport): ScanAnswer {
  if (skipped !== undefined) return [{ filename: path, error: skippedSentence(skipped) }];
  return findings.map(({ kind, line, excerpt, service }) => ({
    filename: path,
    error: sentenceOf({ kind, ...(service !== undefined && { service }) }),
    ...(line !== undefined && { line }),
    kind,
    ...(excerpt !== undefined && { excerpt }),
  }));
}

async function* linesOf(reports: AsyncIterable<FileReport>): AsyncGenerator<string> {
  const line = (what: ScanLine) => `${JSON.stringify(what)}\n`;
  let looked = 0;
  for await (const report of reports) {
    looked += 1;
    if (isWorthTelling(report)) yield line({ looked, file: shown(report) });
    else if (looked % LINE_EVERY === 0) yield line({ looked });
  }
  yield line({ looked, done: true });
}

function isWorthTelling({ findings, skipped }: FileReport): boolean {
  return findings.length > 0 || skipped !== undefined;
}

function shown({ path, findings, skipped }: FileReport): ScannedFile {
  return { path, findings: [...findings], ...(skipped !== undefined && { skipped }) };
}
