// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { hashOf, navigate, parseRoute, useRoute } from './route.ts';

test.each([
  ['#/files', { room: 'files', folder: '' }],
  ['#/files/Holidays/Lofoten%202026', { room: 'files', folder: 'Holidays/Lofoten 2026' }],
  ['#/files//Holidays/', { room: 'files', folder: 'Holidays' }],
  ['#/photos/2026', { room: 'photos', folder: '' }],
  ['#/shared', { room: 'shared', folder: '' }],
  ['#/trash/Old', { room: 'trash', folder: 'Old' }],
  ['#/transfers', { room: 'transfers', folder: '' }],
  ['#/keys/anything', { room: 'keys', folder: '' }],
  ['', { room: 'files', folder: '' }],
  ['#', { room: 'files', folder: '' }],
  ['#/nowhere', { room: 'files', folder: '' }],
  ['#/files/%E0%A4%A', { room: 'files', folder: '' }],
  ['#files/Holidays', { room: 'files', folder: '' }],
])('%s is read', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test('a folder comes back as it went in, whatever its name is', () => {
  const folder = 'Ferien & Reisen/100 %/what?#now/ä/…';
  expect(parseRoute(hashOf('files', folder))).toEqual({ room: 'files', folder });
});

test('the window follows its address', async () => {
  const { result } = renderHook(() => useRoute());
  await act(async () => {
    navigate('trash', 'Old things');
    window.dispatchEvent(new Event('hashchange'));
  });
  expect(location.hash).toBe('#/trash/Old%20things');
  expect(result.current).toEqual({ room: 'trash', folder: 'Old things' });
});
