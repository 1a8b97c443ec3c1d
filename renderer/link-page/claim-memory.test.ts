// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { ClaimMemory, type KeptClaim } from './claim-memory.ts';

const claim: KeptClaim = {
  token: 'a token',
  until: 1000,
  phase: 'going',
  handedOver: [0],
  state: { state: 'open', expiry: 5000, downloads: 1, left: 1, kdf: null, box: 'AAAA', vault: '0'.repeat(32) },
};

beforeEach(() => localStorage.clear());

test('a claim is kept until its time is over, and then nothing of it', () => {
  let now = 999;
  const memory = new ClaimMemory(localStorage, () => now);
  memory.keep('one', claim);
  expect(memory.get('one')).toEqual(claim);
  expect(memory.get('two')).toBeUndefined();
  now = 1000;
  expect(memory.get('one')).toBeUndefined();
  expect(localStorage.length).toBe(0);
});

test.each(['', '{', 'null', '7', '{"token":1,"until":9999}', '{"token":"a","until":9999}'])(
  'what is kept as %j is no claim, and goes',
  (text) => {
    localStorage.setItem('latchkey-link-one', text);
    expect(new ClaimMemory(localStorage, () => 0).get('one')).toBeUndefined();
    expect(localStorage.length).toBe(0);
  },
);
