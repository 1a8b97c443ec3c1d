import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react';
import type { ScannedFile } from '../../../backend/contract/scan.ts';
import { QUERY, useAppState } from '../../data/queries.ts';
import { scanItems, shownPath, withoutFiles } from '../../data/scan.ts';
import { useScanSetting } from '../../data/scan-setting.ts';
import { holdsAnything, type HostItem } from '../../host.ts';
import { LookingDialog } from './looking-dialog.tsx';
import { type ReviewAnswer, ReviewDialog } from './review-dialog.tsx';

/** Nothing is shown of a look that is over sooner. */
const SHOW_AFTER_MS = 800;

type Shown =
  | { readonly kind: 'looking'; readonly looked: number; readonly total: number | undefined; readonly skip: () => void }
  | { readonly kind: 'found'; readonly found: readonly ScannedFile[]; readonly answer: (answer: ReviewAnswer) => void };

export interface Review {
  /** Has files looked at before they go. @returns those that go; undefined where the user thought better of it */
  readonly ask: (items: readonly HostItem[]) => Promise<readonly HostItem[] | undefined>;
}

const ReviewContext = createContext<Review | undefined>(undefined);

export function useReview(): Review {
  const review = use(ReviewContext);
  if (review === undefined) throw new Error('a view stands outside the review');
  return review;
}

/**
 * Points out what is sensitive in what goes in. It informs: where it cannot look, everything goes. Stands above all rooms: a drop is looked
 * at to its end wherever the user goes meanwhile.
 */
export function ReviewHost({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const place = useScanSetting();
  const [shown, setShown] = useState<Shown>();
  /** One after the other: there is one dialog. */
  const turn = useRef<Promise<unknown>>(Promise.resolve());

  const look = async (items: readonly HostItem[]): Promise<readonly ScannedFile[]> => {
    const stop = new AbortController();
    // What lies in a folder that the server reads is found out on the way.
    const total = items.some(({ path }) => path !== undefined)
      ? undefined
      : items.reduce((sum, { files }) => sum + files.length, 0);
    let [looked, isShown] = [0, false];
    const show = () => setShown({ kind: 'looking', looked, total, skip: () => stop.abort() });
    const timer = setTimeout(() => ((isShown = true), show()), SHOW_AFTER_MS);
    const onLooked = (count: number) => {
      looked = count;
      if (isShown) show();
    };
    try {
      return await scanItems(items, { onLooked, signal: stop.signal });
    } catch {
      return [];
    } finally {
      clearTimeout(timer);
      setShown(undefined);
    }
  };

  const isWanted = async (): Promise<boolean> => {
    const setting = { queryKey: QUERY.scan, queryFn: () => place.get() };
    return (await client.fetchQuery(setting).catch(() => undefined))?.enabled === true;
  };

  const askNow = async (items: readonly HostItem[]): Promise<readonly HostItem[] | undefined> => {
    if (!items.some(holdsAnything) || !(await isWanted())) return items;
    const found = (await look(items)).filter(({ findings }) => findings.length > 0);
    if (found.length === 0) return items;
    const told = found.map((file) => ({ ...file, path: shownPath(items, file.path) }));
    const { act, isLast } = await new Promise<ReviewAnswer>((answer) =>
      setShown({ kind: 'found', found: told, answer }),
    );
    setShown(undefined);
    if (isLast) {
      await place.set(false).catch(() => undefined);
      await client.invalidateQueries({ queryKey: QUERY.scan });
    }
    if (act === 'cancel') return undefined;
    return act === 'all' ? items : withoutFiles(items, new Set(found.map(({ path }) => path)));
  };

  const ask = (items: readonly HostItem[]) => {
    const asked = turn.current.then(() => askNow(items));
    turn.current = asked.catch(() => undefined);
    return asked;
  };
  const isLocked = useAppState().data?.session === null;
  useEffect(() => {
    // Names of files do not outlive the session.
    if (isLocked && shown?.kind === 'found') shown.answer({ act: 'cancel', isLast: false });
    if (isLocked && shown?.kind === 'looking') shown.skip();
  }, [isLocked, shown]);
  return (
    <ReviewContext value={{ ask }}>
      {children}
      {shown && <ShownDialog shown={shown} />}
    </ReviewContext>
  );
}

function ShownDialog({ shown }: { shown: Shown }) {
  if (shown.kind === 'looking') return <LookingDialog {...shown} />;
  return <ReviewDialog found={shown.found} answer={shown.answer} />;
}
