// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { lazy, Suspense } from 'react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startWords } from '../words/words.ts';
import { FailedView } from './failed-view.tsx';

beforeAll(startWords);
afterEach(cleanup);

test('a part of the window that cannot be loaded leaves words and a way on', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const Missing = lazy(async () => Promise.reject(new TypeError('Failed to fetch')));
  const onTry = vi.fn();
  render(
    <FailedView onTry={onTry}>
      <Suspense fallback="…">
        <Missing />
      </Suspense>
    </FailedView>,
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  expect(onTry).toHaveBeenCalledOnce();
});
