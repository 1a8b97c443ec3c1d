import { Type, type Static } from 'typebox';
import { MAX_PATHS, MAX_TEXT } from './limits.ts';
import { MAX_BEGINNING_BYTES, MAX_BEGINNINGS } from './scan-limits.ts';

const path = () => Type.String({ minLength: 1, maxLength: MAX_TEXT });

/** What can be pointed out. */
export const FindingKind = Type.Union([
  Type.Literal('latchkey-key'),
  Type.Literal('private-key'),
  Type.Literal('key-store'),
  Type.Literal('environment-file'),
  Type.Literal('wallet'),
  Type.Literal('password-database'),
  Type.Literal('password-export'),
  Type.Literal('browser-profile'),
  Type.Literal('shell-history'),
  Type.Literal('credentials-file'),
  Type.Literal('service-token'),
  Type.Literal('database-address'),
  Type.Literal('address-with-password'),
  Type.Literal('password'),
  Type.Literal('payment-card'),
  Type.Literal('bank-account'),
]);
export type FindingKind = Static<typeof FindingKind>;

export const ScanFinding = Type.Object({
  kind: FindingKind,
  line: Type.Optional(Type.Integer({ minimum: 1, description: 'Without it the whole file is meant.' })),
  excerpt: Type.Optional(Type.String({ description: 'First and last characters; never the secret.' })),
  service: Type.Optional(Type.String({ description: 'Whose token it is.' })),
});
export type ScanFinding = Static<typeof ScanFinding>;

const Skipped = Type.Union([Type.Literal('unreadable'), Type.Literal('not-a-file'), Type.Literal('slow')]);

/** One file with something to point out, or one that was not looked at. */
export const ScannedFile = Type.Object({
  path: Type.String(),
  findings: Type.Array(ScanFinding),
  skipped: Type.Optional(Skipped),
});
export type ScannedFile = Static<typeof ScannedFile>;

/** `POST /upload/scan`, for programs. */
export const ScanRequest = Type.Object({ filepath: path() });
export const ScanAnswer = Type.Array(
  Type.Object({
    filename: Type.String({ description: 'Path of this computer.' }),
    error: Type.String({ description: 'What was found, in a sentence; or why the file was not looked at.' }),
    line: Type.Optional(Type.Integer({ minimum: 1 })),
    kind: Type.Optional(FindingKind),
    excerpt: Type.Optional(Type.String()),
  }),
);
export type ScanAnswer = Static<typeof ScanAnswer>;

/** `POST /api/scan`: beginnings of files that a window holds. Answered are the files with something to point out. */
export const ScanBeginnings = Type.Object({
  files: Type.Array(
    Type.Object({
      path: path(),
      bytes: Type.String({
        maxLength: Math.ceil(MAX_BEGINNING_BYTES / 3) * 4,
        description: 'The beginning, in base64.',
      }),
    }),
    { maxItems: MAX_BEGINNINGS },
  ),
});
export type ScanBeginnings = Static<typeof ScanBeginnings>;
export const ScannedFiles = Type.Object({ files: Type.Array(ScannedFile) });
export type ScannedFiles = Static<typeof ScannedFiles>;

/** `POST /api/scan/paths`: answered line by line while files are looked at; to cancel is to close the connection. */
export const ScanPaths = Type.Object({ paths: Type.Array(path(), { minItems: 1, maxItems: MAX_PATHS }) });
/** Each line of that answer, a JSON object: how many files were looked at so far, and a file to point out. */
export const ScanLine = Type.Object({
  looked: Type.Integer({ minimum: 0 }),
  file: Type.Optional(ScannedFile),
  done: Type.Optional(Type.Literal(true)),
});
export type ScanLine = Static<typeof ScanLine>;

/** Whether a window has files looked at before they go. */
export const ScanSetting = Type.Object({ enabled: Type.Boolean() });
export type ScanSetting = Static<typeof ScanSetting>;
