import { Type, type Static } from 'typebox';
import { MAX_SECRET, MAX_TEXT } from './limits.ts';

/** A certificate as PEM; with a chain of a CA's it would still be far shorter. */
const MAX_CERTIFICATE = 16_384;

/** What can be wrong with the connection to a bucket. `wrong-address`: it is written in a way that no bucket has. */
export const BUCKET_FAULTS = [
  'wrong-address',
  'wrong-host',
  'tls-untrusted',
  'wrong-secret',
  'clock-skew',
  'no-such-bucket',
  'no-list',
  'no-write',
  'no-conditional-create',
  'redirected',
  'unreachable',
] as const;

export const BucketFault = Type.Enum([...BUCKET_FAULTS]);
export type BucketFault = (typeof BUCKET_FAULTS)[number];

/** What opens a bucket beside its address; what is left out stays as it is kept, or comes from this computer's own settings for S3. */
export const BucketAccess = Type.Object({
  credentials: Type.Optional(
    Type.Object({
      accessKeyId: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
      secretAccessKey: Type.String({ minLength: 1, maxLength: MAX_SECRET }),
    }),
  ),
  trust: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: MAX_CERTIFICATE,
      description: 'One certificate trusted beside those of the system: PEM, or its SHA-256 in hex.',
    }),
  ),
});
export type BucketAccess = Static<typeof BucketAccess>;

export const BucketQuestion = Type.Object({
  address: Type.String({ minLength: 1, maxLength: MAX_TEXT, description: 's3://bucket/folder?endpoint=…&region=…' }),
  access: Type.Optional(BucketAccess),
});
export type BucketQuestion = Static<typeof BucketQuestion>;

/** How a test of a connection ended. Nothing of it is kept, here or in the bucket. */
export const BucketCheck = Type.Object({
  ok: Type.Boolean(),
  fault: Type.Union([Type.Null(), BucketFault]),
  sentence: Type.String({ description: 'What is wrong; or what works but should be known; empty where all is well.' }),
  certificate: Type.Union([Type.Null(), Type.String()], {
    description: 'With `tls-untrusted`: SHA-256 of what the server showed, as AB:CD:…, to be compared and trusted.',
  }),
});
export type BucketCheck = Static<typeof BucketCheck>;

export const ProviderView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  endpoint: Type.Union([Type.Null(), Type.String()], {
    description:
      'With {region} and {account} to be filled in; null where none is needed, empty where only the user knows it.',
  }),
  region: Type.String({ description: 'The usual one.' }),
  pathStyle: Type.Boolean(),
});
export type ProviderView = Static<typeof ProviderView>;

export const ProviderList = Type.Object({
  providers: Type.Array(ProviderView),
  keptIn: Type.String({ description: 'The file of this computer in which an access key that is entered is kept.' }),
});
export type ProviderList = Static<typeof ProviderList>;

/** How the bucket of this computer's vault is reached; never the secret. */
export const StorageView = Type.Object({
  address: Type.String(),
  accessKeyId: Type.Union([Type.Null(), Type.String()], {
    description: 'Null where this computer’s own settings for S3 serve.',
  }),
  certificate: Type.Union([Type.Null(), Type.String()], { description: 'SHA-256 of the one that is trusted.' }),
  keptIn: Type.String(),
});
export type StorageView = Static<typeof StorageView>;
