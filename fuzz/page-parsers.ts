import { SealError } from '../keys/errors.ts';
import { openLinkBox } from '../keys/link.ts';
import { SealError as PageError } from '../keys/web/errors.ts';
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

export const PAGE_PARSERS: ParserTable = { 'page-sealed': pageSealed, 'page-link': pageLink };
