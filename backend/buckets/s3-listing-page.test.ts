import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readListingPage } from './s3-listing-page.ts';

const ENTRY =
  '<Contents><Key>a%2Fb+c%26</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag>' +
  '<Size>12</Size><Owner><ID>Key</ID><DisplayName>A &lt;b&gt;</DisplayName></Owner></Contents>';
const page = (more: string, entries = ENTRY) =>
  `<?xml version="1.0"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>${entries}${more}</ListBucketResult>`;
const read = (text: string, cut = 7) => {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / cut);
  return readListingPage(
    Readable.from(Array.from({ length: count }, (_, at) => bytes.subarray(at * cut, at * cut + cut))),
  );
};
const ENTRIES = [{ key: 'a/b c&', size: 12, modified: new Date('2026-11-20T10:00:00Z') }];
const notS3 = { name: 'BucketError', code: 'refused', message: 'What answers there is no S3 server.' };

test('a page is read, however it is cut', async () => {
  const text = page('<IsTruncated>true</IsTruncated><NextContinuationToken>é&amp;=</NextContinuationToken>');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: text.length }), async (cut) => {
      expect(await read(text, cut)).toEqual({ entries: ENTRIES, next: 'é&=' });
    }),
    { numRuns: 20 },
  );
  expect(await read(page('<IsTruncated>false</IsTruncated><NextContinuationToken>x</NextContinuationToken>'))).toEqual({
    entries: ENTRIES,
    next: undefined,
  });
  expect(await read('<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>')).toEqual({
    entries: [],
    next: undefined,
  });
});

test.each([
  ['nothing', ''],
  ['a web page', '<!doctype html><html><body><Name>b</Name>welcome<br></body></html>'],
  ['another answer', '<ListPartsResult><Name>b</Name></ListPartsResult>'],
  ['JSON', '{"Name":"b"}'],
  ['more to come and no way there', page('<IsTruncated>true</IsTruncated>')],
  ['no size', page('', ENTRY.replace('<Size>12</Size>', ''))],
  ['a size below zero', page('', ENTRY.replace('12', '-1'))],
  ['no time', page('', ENTRY.replace('2026-11-20', 'yesterday'))],
  ['no key', page('', ENTRY.replaceAll('Key', 'Kay'))],
  ['a key that is not escaped', page('', ENTRY.replace('a%2F', '100%'))],
  ['elements without end', `${page('').slice(0, -19)}${'<a>'.repeat(100)}`],
])('%s is no listing', async (_, text) => {
  await expect(read(text)).rejects.toMatchObject(notS3);
});

test('an answer that ends too early is no shorter listing', async () => {
  const text = page('');
  for (const end of [text.indexOf('<Contents>'), text.indexOf('<Size>'), text.length - 3]) {
    await expect(read(text.slice(0, end))).rejects.toMatchObject({ name: 'BucketError', code: 'unreachable' });
  }
});

test('an answer without end is given up', async () => {
  const endless = Readable.from(
    (function* () {
      yield Buffer.from('<ListBucketResult><Name>b</Name>');
      for (;;) yield Buffer.alloc(2 ** 20, ' ');
    })(),
  );
  await expect(readListingPage(endless)).rejects.toMatchObject(notS3);
});
