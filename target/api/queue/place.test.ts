import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOf, placeOf } from './place.ts';

const place = fc.record({
  epoch: fc.integer({ min: 1, max: 2 ** 20 - 1 }),
  sequence: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});

test('a place and its number are one another, without loss', () => {
  fc.assert(
    fc.property(place, (any) => {
      const number = numberOf(any);
      expect(Number.isSafeInteger(number)).toBe(true);
      expect(placeOf(number)).toEqual(any);
    }),
  );
});

test('earlier epochs come first, then earlier sequence numbers', () => {
  fc.assert(
    fc.property(place, place, (one, other) => {
      const expected = one.epoch - other.epoch || one.sequence - other.sequence;
      expect(Math.sign(numberOf(one) - numberOf(other))).toBe(Math.sign(expected));
    }),
  );
});
