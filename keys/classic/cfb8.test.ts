import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flaskKey, flaskName } from './flask-encryptor.ts';

// BoringSSL cannot make any; that it opens them, the vectors show.
test('names are what AES in CFB8 makes of them, whatever they hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (name) => {
      const [key, iv] = [flaskKey('global'), randomBytes(16)];
      const cipher = createCipheriv('aes-256-cfb8', key, iv);
      const sealed = Buffer.concat([iv, cipher.update(name, 'utf8'), cipher.final()]);
      expect(flaskName(key, sealed)).toBe(name);
    }),
  );
});
