import { BUCKET_PARSERS } from './bucket-parsers.ts';
import { CLASSIC_PARSERS } from './classic-parsers.ts';
import { KEY_PARSERS } from './key-parsers.ts';
import { LINK_PARSERS } from './link-parsers.ts';
import { NAME_PARSERS } from './name-parsers.ts';
import type { ParserTable } from './parser.ts';
import { PEOPLE_PARSERS } from './people-parsers.ts';
import { PAGE_PARSERS } from './page-parsers.ts';
import { SEALED_PARSERS } from './sealed-parsers.ts';

/** Everything that reads what comes from outside: a bucket, a key file, a file of an older program. */
export const PARSERS: ParserTable = {
  ...KEY_PARSERS,
  ...SEALED_PARSERS,
  ...NAME_PARSERS,
  ...PEOPLE_PARSERS,
  ...LINK_PARSERS,
  ...PAGE_PARSERS,
  ...CLASSIC_PARSERS,
  ...BUCKET_PARSERS,
};
