import { expect, test } from 'vitest';
import { hashPassword, testCost, verifyPassword } from './passwords.ts';

test('the password that was hashed is right, any other is wrong, and no two hashes are alike', async () => {
  const [one, two] = await Promise.all([
    hashPassword('pässword', testCost),
    hashPassword('pässword', testCost),
  ]);
  expect(one).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$/);
  expect(one).not.toBe(two);
  expect(await verifyPassword('pässword', one)).toBe(true);
  expect(await verifyPassword('password', one)).toBe(false);
});

test('a hash carries its own parameters', async () => {
  const cheap = await hashPassword('x', { logN: 2, r: 1, p: 1 });
  expect(await verifyPassword('x', cheap)).toBe(true);
});

test('what is not a hash is refused', async () => {
  await expect(verifyPassword('x', 'x')).rejects.toThrow(TypeError);
});
