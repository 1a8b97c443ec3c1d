import { createCipheriv, createDecipheriv, getCiphers } from 'node:crypto';
import { expect, test } from 'vitest';
import { availableCfb, blockwiseCfb } from '../keys/cfb.ts';

// Runs in the project of that name alone (vitest.config.ts), beside the suite of keys/.
test('there is no CFB here, whoever asks for it, so CFB is made of single blocks', () => {
  const [key, iv] = [Buffer.alloc(32), Buffer.alloc(16)];
  for (const cipher of ['aes-256-cfb', 'aes-256-cfb8', 'aes-256-ctr']) {
    expect(() => createCipheriv(cipher, key, iv)).toThrow('BoringSSL');
    expect(() => createDecipheriv(cipher, key, iv)).toThrow('BoringSSL');
  }
  expect(getCiphers()).toEqual(['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'aes-256-ecb']);
  expect(availableCfb()).toBe(blockwiseCfb);
});
