import { expect, test } from 'vitest';
import { PRESETS } from '../../../backend/buckets/presets.ts';
import { parseS3Address } from '../../../backend/buckets/s3-address.ts';
import type { ProviderView } from '../../../backend/contract/buckets.ts';
import { BUCKET_FAULTS } from '../../../backend/contract/buckets.ts';
import { CONNECTION_FAULTS } from '../../../backend/buckets/connection-check.ts';
import { accessOf, addressOf, EMPTY_DRAFT, fieldOf, gapsOf, nearestName, placeFields } from './bucket-draft.ts';

const providers: ProviderView[] = PRESETS.map(({ id, name, endpoint = null, region, isPathStyle }) => ({
  id,
  name,
  endpoint,
  region,
  pathStyle: isPathStyle,
}));
const typed = {
  ...EMPTY_DRAFT,
  bucket: ' holm-archive ',
  folder: '/Lofoten 2026/ä?#/',
  endpoint: 'nas.local:9000',
  account: '0123456789abcdef0123456789abcdef',
  accessKeyId: 'KEY',
  secret: 'a secret',
};

test.each(providers)('what is typed for $name is an address that is understood, without the secret', (provider) => {
  const text = addressOf(typed, provider);
  expect(text).not.toMatch(/KEY|secret|\{/);
  const { bucket, prefix, endpoint, isPathStyle } = parseS3Address(text);
  expect({ bucket, prefix, isPathStyle }).toEqual({
    bucket: 'holm-archive',
    prefix: 'Lofoten 2026/ä?#/',
    isPathStyle: provider.pathStyle,
  });
  if (provider.endpoint === '') expect(endpoint).toBe('https://nas.local:9000');
  if (provider.endpoint === null) expect(endpoint).toBeUndefined();
  expect(gapsOf(typed, provider)).toEqual({});
  const shown = placeFields(provider);
  const bare = gapsOf({ ...EMPTY_DRAFT, bucket: 'holm' }, provider);
  expect(Object.keys(bare).sort()).toEqual(shown.filter((field) => field !== 'region').sort());
});

test('a region that is typed counts, also inside the address of the server', () => {
  const [wasabi] = providers.filter(({ id }) => id === 'wasabi');
  const address = parseS3Address(addressOf({ ...typed, region: 'eu-central-1' }, wasabi!));
  expect(address).toMatchObject({ endpoint: 'https://s3.eu-central-1.wasabisys.com', region: 'eu-central-1' });
});

test('an access key needs its secret and a secret its key; without both the computer’s own serve', () => {
  const [aws] = providers as [ProviderView];
  expect(gapsOf({ ...typed, secret: '' }, aws)).toEqual({ secret: 'empty' });
  expect(gapsOf({ ...typed, accessKeyId: ' ' }, aws)).toEqual({ accessKeyId: 'empty' });
  expect(accessOf({ ...typed, accessKeyId: '', secret: '' })).toBeUndefined();
  expect(accessOf({ ...EMPTY_DRAFT, trust: 'AB' })).toEqual({ trust: 'AB' });
  expect(accessOf({ ...typed, secret: ' a secret\n' })).toEqual({
    credentials: { accessKeyId: 'KEY', secretAccessKey: 'a secret' },
  });
});

test('a name that no bucket has is noticed, and the nearest one suggested', () => {
  const [aws] = providers as [ProviderView];
  expect(gapsOf({ ...typed, bucket: 'holm archive' }, aws)).toEqual({ bucket: 'shape' });
  expect(nearestName('Holm archive')).toBe('holm-archive');
  expect(nearestName('s3://holm')).toBe('holm');
  expect(nearestName('??')).toBeUndefined();
});

test('each fault of a connection is one that the window knows, and stands beside a field only where that is shown', () => {
  expect(CONNECTION_FAULTS.filter((fault) => !BUCKET_FAULTS.includes(fault))).toEqual([]);
  expect(fieldOf('no-such-bucket', ['bucket'])).toBe('bucket');
  expect(fieldOf('unreachable', ['bucket', 'endpoint', 'region'])).toBe('endpoint');
  expect(fieldOf('redirected', ['bucket', 'region'])).toBe('region');
  expect(fieldOf('unreachable', ['bucket'])).toBeUndefined();
  expect(fieldOf('clock-skew', ['bucket', 'endpoint'])).toBeUndefined();
});
