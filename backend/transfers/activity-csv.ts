import type { ShownActivity } from './activity.ts';

/** Spreadsheets take a cell that begins so for a formula, and run it. */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180, with a head line; a cell that a spreadsheet would run is made text by an apostrophe. */
export function activityCsv(activities: readonly ShownActivity[]): string {
  const lines = activities.map(({ at, kind, outcome, detail, device, address, session }) =>
    [at.toISOString(), kind, outcome, detail, device, address, session ?? ''].map(cell).join(','),
  );
  return ['time,kind,outcome,detail,device,address,session', ...lines, ''].join('\r\n');
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
