import { SealError } from '../keys/errors.ts';
import { parseKeyFile } from '../keys/key-file.ts';
import { openLinkBox } from '../keys/link.ts';
import { SealError as PageError } from '../keys/web/errors.ts';
import { parseKeyFile as parseInPage } from '../keys/web/key-file.ts';
import { linkKeys, openLinkBox as openInPage, parseLinkSecret } from '../keys/web/link.ts';
import { Opener } from '../keys/web/opener.ts';
import { linkMaker } from './link-parsers.ts';
import { Fault, vector, type Parser, type ParserTable } from './parser.ts';
import { keyFile, opened, piecesOf, retagged, smallFiles } from './sealed-parsers.ts';

/** What the page behind a link reads, beside what this computer reads: two programs for one format must not disagree. */
const refuses = (error: unknown) => error instanceof PageError;

async function openedInPage(input: Buffer): Promise<Buffer> {
  const { id, key, iv } = keyFile();
  const opener = new Opener({ id, key: new Uint8Array(key), iv: new Uint8Array(iv) });
  const plain: Uint8Array[] = [];
  for (const piece of piecesOf(input))
    for (const segment of (await opener.push(piece)) ?? []) plain.push(segment.plain);
  for (const segment of await opener.finish()) plain.push(segment.plain);
  return Buffer.concat(plain);
}

/** A sealed file, half of them tagged anew so that more of it is reached. */
function pageSealed(): Parser {
  const key = keyFile();
  return {
    form: 'bytes',
    samples: [...smallFiles(key), vector('cfb.sealed'), vector('bad-padding-good-tag.sealed')],
    refuses,
    async read(input) {
      const bytes = input.length % 2 === 0 ? input : retagged(key, input);
      const here = opened(key, bytes);
      if (here.error !== undefined && !(here.error instanceof SealError)) throw here.error;
      let there: Buffer;
      try {
        there = await openedInPage(bytes);
      } catch (error) {
        if (here.error === undefined) throw new Fault('the page refuses what this computer opens', { cause: error });
        throw error;
      }
      if (here.error !== undefined) throw new Fault(`the page opens what is ${here.error.code} here`);
      if (!there.equals(here.plain)) throw new Fault('the page opens something else');
    },
  };
}

/** A key file as a window on another computer reads it, which keeps it for itself. */
function pageKeyFile(): Parser {
  const names = ['vector.key.json', 'protected.key.json', 'classic/user-manager/key.json'];
  return {
    form: 'json',
    samples: names.map(vector),
    refuses,
    async read(input) {
      const there = await parseInPage(new Uint8Array(input));
      const file = parseKeyFile(input);
      if (file.id !== there.id || file.form !== there.form || file.name !== there.name)
        throw new Fault('the window reads another key');
      if (file.form === 'protected' || there.form === 'protected') return;
      if (!file.key.equals(there.key) || !file.iv.equals(there.iv)) throw new Fault('the window reads another secret');
    },
  };
}

/** What a link's maker put into its box. The page refuses more: it opens every record at once. */
async function pageLink(): Promise<Parser> {
  const { terms, keys, samples, seal } = await linkMaker();
  const { boxKey } = await linkKeys(parseLinkSecret(terms.secret)!);
  return {
    form: 'json',
    samples,
    refuses,
    async read(input) {
      const box = seal(input);
      const there = await openInPage(boxKey, terms, new Uint8Array(box), 'tampered');
      const here = openLinkBox(keys, terms, box);
      const isSame = there.files.every(({ key, objectKey }, at) => {
        const file = here.files[at];
        return file?.key === key && file.objectKey.equals(objectKey);
      });
      const isSender = there.sender === undefined || there.sender === here.sender?.trim();
      if (!isSame || !isSender || here.files.length !== there.files.length)
        throw new Fault('the page opens something else');
    },
  };
}

export const PAGE_PARSERS: ParserTable = {
  'page-key-file': pageKeyFile,
  'page-sealed': pageSealed,
  'page-link': pageLink,
};
