import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { idempotencyKey, type KeyParts } from './keys.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const parts: fc.Arbitrary<KeyParts> = fc.record({
  run: fc.constantFrom('r1', 'r2'),
  seed: fc.nat(3),
  buyer: fc.constantFrom('b1', 'b11'),
  operation: fc.constantFrom('hold', 'order', 'book', 'cancel'),
  attempt: fc.integer({ min: 1, max: 12 }),
});

test('a key is a version 4 UUID', () => {
  fc.assert(
    fc.property(parts, (of) => {
      expect(z.uuidv4().safeParse(idempotencyKey(of, sha256)).success).toBe(true);
    }),
  );
});

test('the same for the same operation of the same attempt, another for any other', () => {
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(idempotencyKey(one, sha256) === idempotencyKey(other, sha256)).toBe(same);
    }),
  );
});
