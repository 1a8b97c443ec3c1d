import { expect, test } from 'vitest';
import { requireStrongPassword } from './password-rule.ts';

test.each([
  ['velvet', 'password-common'],
  ['Password1!', 'password-common'],
  ['P@ssw0rd123', 'password-common'],
  ['miramarini', 'password-name'],
  ['Mira.Marini', 'password-name'],
  ['qwertzuiop123', 'password-pattern'],
  ['aaaaaaaaaaaaaaaaaaaaaaaa', 'password-pattern'],
  ['a'.repeat(1000), 'password-pattern'],
  ['28.11.2026', 'password-pattern'],
  ['zP9k!w2', 'password-short'],
  ['', 'password-length'],
  ['é'.repeat(600), 'password-length'],
])('a new password like “%.30s” is refused as %s', async (password, code) => {
  const refusal = requireStrongPassword(password, 'Mira Marini');
  await expect(refusal).rejects.toMatchObject({ code });
  if (password.length > 1) await expect(refusal).rejects.not.toThrow(password);
});

test.each([
  'fjord lantern copper 41',
  'velvet harbour copper nine',
  'korrektes Pferd',
  'zP9k!w2mQ7',
  '九龍灣的霧和燈塔',
])('“%s” may be a password', async (password) => {
  await expect(requireStrongPassword(password, 'mira')).resolves.toBeUndefined();
});
