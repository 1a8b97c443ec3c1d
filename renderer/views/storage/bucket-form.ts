import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BucketAccess, BucketCheck, ProviderView } from '../../../backend/contract/buckets.ts';
import { api } from '../../api.ts';
import { QUERY } from '../../data/queries.ts';
import {
  accessOf,
  addressOf,
  type BucketDraft,
  type BucketField,
  EMPTY_DRAFT,
  fieldOf,
  gapsOf,
  nearestName,
  placeFields,
} from './bucket-draft.ts';
import { useConnectionTest } from './connection-test.ts';

/** Where a vault is to be, as the server is told. */
export interface BucketPlace {
  readonly place: string;
  readonly access?: BucketAccess;
}

/** A form for a bucket: what is typed, what is wrong with it, and its test. */
export interface BucketForm {
  readonly draft: BucketDraft;
  readonly providers: readonly ProviderView[];
  readonly provider: ProviderView;
  readonly shown: readonly BucketField[];
  /** The file in which the access key will be kept. */
  readonly keptIn: string;
  readonly change: (change: Partial<BucketDraft>) => void;
  readonly errorOf: (field: BucketField) => string | undefined;
  /** Tests what is typed, if nothing is missing. @returns whether it holds */
  readonly test: () => Promise<boolean>;
  /** Trusts this certificate, and tests again. */
  readonly trust: (fingerprint: string) => void;
  /** What is typed, as the server is told. */
  readonly place: BucketPlace;
  readonly isTesting: boolean;
  /** How the test of what is typed now ended; undefined before. */
  readonly check: BucketCheck | undefined;
  /** What the test itself failed with. */
  readonly failure: Error | undefined;
  /** Grows with each attempt that something was missing for: then the first gap takes the focus. */
  readonly attempts: number;
}

export function useBucketForm(isShown: boolean): BucketForm {
  const { t } = useTranslation('storage');
  const { data } = useQuery({
    queryKey: QUERY.providers,
    queryFn: ({ signal }) => api.providers(signal),
    enabled: isShown,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [attempts, setAttempts] = useState(0);
  const other: ProviderView = { id: 'other', name: t('other'), endpoint: '', region: 'us-east-1', pathStyle: true };
  const providers = [...(data?.providers ?? []), other];
  const provider = providers.find(({ id }) => id === draft.provider) ?? providers[0] ?? other;
  const shown: BucketField[] = ['bucket', 'folder', ...placeFields(provider), 'accessKeyId', 'secret'];
  const gaps = gapsOf(draft, provider);
  const access = accessOf(draft);
  const question = { address: addressOf(draft, provider), ...(access && { access }) };
  const { run, isTesting, check, failure } = useConnectionTest(question);
  const test = async () => {
    const answer = Object.keys(gaps).length === 0 ? await run() : undefined;
    if (answer?.ok !== true) setAttempts((before) => before + 1);
    return answer?.ok === true;
  };
  const trust = (fingerprint: string) => {
    const trusting = { ...draft, trust: fingerprint };
    setDraft(trusting);
    void run({ address: question.address, access: { ...accessOf(trusting) } });
  };
  const errorOf = (field: BucketField) => {
    const gap = attempts > 0 ? gaps[field] : undefined;
    const guess = nearestName(draft.bucket);
    if (gap === 'shape') return guess === undefined ? t('bucketShape') : t('bucketGuess', { guess });
    if (gap === 'empty') return t(`empty.${field}`);
    const fault = check?.fault ?? undefined;
    return fault !== undefined && fieldOf(fault, shown) === field
      ? `${check?.sentence} ${t(`todo.${fault}`)}`
      : undefined;
  };
  return {
    draft,
    providers,
    provider,
    shown,
    keptIn: data?.keptIn ?? '',
    change: (change) => setDraft((before) => ({ ...before, ...change })),
    errorOf,
    test,
    trust,
    place: { place: question.address, ...(access && { access }) },
    isTesting,
    check,
    failure,
    attempts,
  };
}
