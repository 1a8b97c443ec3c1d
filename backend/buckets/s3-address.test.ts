import { expect, test } from 'vitest';
import { openBucket, toBucketAddress } from './address.ts';
import { PRESETS, providerOf } from './presets.ts';
import { formatS3Address, parseS3Address } from './s3-address.ts';

test.each([
  ['s3://photos', 'photos', '', undefined, 'us-east-1', false],
  ['s3://photos/?region=eu-central-1', 'photos', '', undefined, 'eu-central-1', false],
  ['S3://photos/a/b?endpoint=https://s3.example', 'photos', 'a/b/', 'https://s3.example', 'us-east-1', true],
  ['s3://photos/a/b/?endpoint=s3.example:8443', 'photos', 'a/b/', 'https://s3.example:8443', 'us-east-1', true],
  [
    's3://photos?endpoint=http://127.0.0.1:9000/&path-style=false',
    'photos',
    '',
    'http://127.0.0.1:9000',
    'us-east-1',
    false,
  ],
  ['s3://photos/%C3%A4%20b?endpoint=https://x.example', 'photos', 'ä b/', 'https://x.example', 'us-east-1', true],
  [
    's3://photos?endpoint=https://s3.eu-central-2.wasabisys.com',
    'photos',
    '',
    'https://s3.eu-central-2.wasabisys.com',
    'eu-central-2',
    true,
  ],
  [
    's3://photos?endpoint=https://abc.r2.cloudflarestorage.com',
    'photos',
    '',
    'https://abc.r2.cloudflarestorage.com',
    'auto',
    true,
  ],
] as const)('%s says where the bucket is', (text, bucket, prefix, endpoint, region, isPathStyle) => {
  const address = parseS3Address(text);
  expect(address).toEqual({ bucket, prefix, endpoint, region, isPathStyle });
  expect(parseS3Address(formatS3Address(address))).toEqual(address);
});

test.each([
  's3:photos',
  's3://',
  's3://a',
  's3://key:secret@photos',
  's3://photos#x',
  's3://photos?acl=public',
  's3://photos?endpoint=ftp://x.example',
  's3://photos?endpoint=https://key:secret@x.example',
  's3://photos?endpoint=https://x.example/path',
  's3://photos?endpoint=https://x.example?y=secret',
  's3://photos?endpoint=https://',
  's3://photos?region=a%20b',
  's3://photos?path-style=maybe',
  's3://photos/a//b',
  's3://photos/%00',
  's3://photos/%zz',
  `s3://photos/${'x'.repeat(600)}`,
  'gs://key:secret@photos',
])('%s is refused, and nothing of it repeated that may be a secret', (text) => {
  const call = () => toBucketAddress(text.replace('s3:photos', 's3://'), '/home/ana');
  expect(call).toThrow(expect.objectContaining({ name: 'BucketError', code: 'refused' }));
  expect(call).not.toThrow(/secret/);
});

test('an address is kept in one form, a folder by its whole path', () => {
  expect(toBucketAddress('s3://photos/a?endpoint=x.example', '/home/ana')).toBe(
    's3://photos/a/?endpoint=https://x.example&region=us-east-1&path-style=true',
  );
  expect(toBucketAddress('vault', '/home/ana')).toBe('/home/ana/vault');
});

test('a bucket knows its place without its parameters, and what its keys begin with', () => {
  const bucket = openBucket('s3://photos/a/b?endpoint=https://x.example', {
    create: true,
    credentials: { accessKeyId: 'KEY', secretAccessKey: 'secret' },
  });
  expect([bucket.place, bucket.prefix]).toEqual(['s3://photos/a/b', 'a/b/']);
  expect(openBucket('/tmp', { create: false }).prefix).toBeUndefined();
});

test('every provider that names its endpoint is known by it', () => {
  for (const { endpoint, isPathStyle, condition } of PRESETS.filter((preset) => preset.endpoint !== '')) {
    const filled = endpoint?.replace('{region}', 'moon-1').replace('{account}', 'abc');
    const provider = providerOf(filled);
    expect(provider).toMatchObject({ isPathStyle, condition });
    if (endpoint?.includes('{region}') === true) expect(provider?.regionOf(filled)).toBe('moon-1');
  }
  expect(providerOf('https://storage.googleapis.com')?.condition).toBe('generation');
  expect(providerOf('https://storage.googleapis.com.evil.example')).toBeUndefined();
  expect(parseS3Address('s3://photos?endpoint=s3.eu-central-1.amazonaws.com').region).toBe('eu-central-1');
  expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length);
});
