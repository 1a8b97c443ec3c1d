import { Readable } from 'node:stream';
import { BucketError, type BucketErrorCode } from '../backend/buckets/errors.ts';
import { readListingPage } from '../backend/buckets/s3-listing-page.ts';
import { Fault, type Parser, type ParserTable } from './parser.ts';
import { piecesOf } from './sealed-parsers.ts';

const ENTRY =
  '<Contents><Key>a%2Fb+c%26%F0%9F%94%91</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag>' +
  '<Size>12</Size><StorageClass>STANDARD</StorageClass><Owner><ID>1</ID><DisplayName>A &lt;b&gt; &#x41;</DisplayName></Owner></Contents>';
const page = (more: string, entries: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>` +
  `<Prefix></Prefix><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys>${entries}${more}</ListBucketResult>`;
const TRUNCATED = '<IsTruncated>true</IsTruncated><NextContinuationToken>é&amp;=</NextContinuationToken>';

const codes: readonly BucketErrorCode[] = ['refused', 'unreachable'];

/** A page of a listing, as whatever answers in the place of an S3 server sends it. */
function s3Listing(): Parser {
  return {
    form: 'bytes',
    samples: [
      page(TRUNCATED, ENTRY.repeat(2)),
      page('<IsTruncated>false</IsTruncated>', ''),
      page('<!-- a --><?b c?><![CDATA[<d>]]>', ENTRY),
      '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><ListBucketResult><Name>&d;</Name></ListBucketResult>',
    ].map((text) => Buffer.from(text)),
    refuses: (error) => error instanceof BucketError && codes.includes(error.code),
    async read(input) {
      const { entries, next } = await readListingPage(Readable.from(piecesOf(input)));
      for (const { key, size, modified } of entries) {
        modified.toISOString();
        if (typeof key !== 'string' || !(size >= 0)) throw new Fault('an entry that is none');
      }
      if (next === '') throw new Fault('a next page without a place');
    },
  };
}

export const BUCKET_PARSERS: ParserTable = { 's3-listing': s3Listing };
