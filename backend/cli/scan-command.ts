import { resolve } from 'node:path';
import { sentenceOf, skippedSentence, type FileReport, type Finding } from '../scan/finding.ts';
import { Scanner } from '../scan/scanner.ts';
import { scanPaths } from '../transfers/scan-paths.ts';
import { printable, printableJson, printLine, type Terminal } from './terminal.ts';

/** Points out what is sensitive in files and whole folders. It informs: what is found is no failure. */
export async function scan(terminal: Terminal, paths: string[], options: { json?: true }): Promise<void> {
  const scanner = new Scanner();
  const told: FileReport[] = [];
  let looked = 0;
  try {
    const places = paths.map((path) => resolve(terminal.folder, path));
    for await (const report of scanPaths(scanner, places, terminal.signal)) {
      if (report.skipped === undefined) looked += 1;
      if (report.findings.length === 0 && report.skipped === undefined) continue;
      if (options.json) told.push(report);
      else tell(terminal, report);
    }
  } finally {
    await scanner.close();
  }
  if (options.json) {
    const shown = told.map(({ path, findings, skipped }) => ({ path, findings: findings.map(withSentence), skipped }));
    return printLine(terminal, printableJson(shown));
  }
  printLine(terminal, `${looked === 1 ? '1 file' : `${looked} files`} looked at. Nothing was sent or changed.`);
}

function tell(terminal: Terminal, { path, findings, skipped }: FileReport): void {
  printLine(terminal, printable(path));
  if (skipped !== undefined) printLine(terminal, `  ${skippedSentence(skipped)}`);
  for (const finding of findings) {
    const place = finding.line === undefined ? '' : `line ${finding.line}: `;
    const excerpt = finding.excerpt === undefined ? '' : ` (${printable(finding.excerpt)})`;
    printLine(terminal, `  ${place}${sentenceOf(finding)}${excerpt}`);
  }
}

function withSentence(finding: Finding): Finding & { sentence: string } {
  return { ...finding, sentence: sentenceOf(finding) };
}
