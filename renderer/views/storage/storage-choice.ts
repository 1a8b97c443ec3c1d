import { useState } from 'react';
import { type BucketForm, type BucketPlace, useBucketForm } from './bucket-form.ts';

export type StorageKind = 'computer' | 'bucket';

/** Where a vault lives: a folder of this computer, or a bucket. What was typed for either outlasts a way back. */
export interface StorageChoice {
  readonly kind: StorageKind;
  readonly choose: (kind: StorageKind) => void;
  readonly form: BucketForm;
}

export function useStorageChoice(): StorageChoice {
  const [kind, choose] = useState<StorageKind>('computer');
  return { kind, choose, form: useBucketForm(kind === 'bucket') };
}

/** A place as people read it: without how the server of a bucket is found. */
export function shownPlace({ place }: BucketPlace): string {
  return place.startsWith('s3://') ? place.replace(/\/?\?.*$/, '') : place;
}
