import { describe, expect, test } from 'vitest';
import { lost, numbered, ok, refused } from '../testing/literal.ts';
import { acknowledgedBookings } from './bookings.ts';

const named = ok('ann', 'book', 'gate', [20, 30], { order: '1' });
const unnamed = (...ms: [number, number]) => ok('ann', 'book', 'gate', ms);
const bookingsOf = (...operations: (typeof named)[]) => acknowledgedBookings(numbered(operations));

describe('two answers to one key', () => {
  test.each([
    ['first', unnamed(40, 50)],
    ['second', unnamed(0, 10)],
  ])('are one booking, where only the %s names the order', (_, other) => {
    const bookings = bookingsOf(...[named, other].sort((a, b) => a.invoked - b.invoked));
    expect(bookings.map(({ owner }) => owner)).toEqual(['ann, order 1']);
    expect(bookings[0]?.from).toBe(Math.min(named.ended ?? 0, other.ended ?? 0));
  });

  test('are two where the keys differ, or the buyers', () => {
    const otherKey = { ...unnamed(40, 50), idempotencyKey: 'another' };
    expect(bookingsOf(named, otherKey)).toHaveLength(2);
    const bob = { ...ok('bob', 'book', 'gate', [40, 50]), idempotencyKey: named.idempotencyKey };
    expect(bookingsOf(named, bob)).toHaveLength(2);
  });
});

test('a booking counts from its first try that may have had the effect', () => {
  const [booking] = bookingsOf(
    refused('ann', 'book', 'gate', [0, 5]),
    lost('ann', 'book', 'gate', [10, 15], { order: '1' }),
    named,
  );
  expect(booking).toMatchObject({ firstTry: { invoked: 10e6 }, from: 30e6, until: Infinity });
});
