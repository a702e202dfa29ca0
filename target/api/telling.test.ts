import { expect, test } from 'vitest';
import type { Attempt } from './domain/outcome.ts';
import type { SeatChange } from './domain/seat-changes.ts';
import { type Sellers, telling } from './telling.ts';

const asked = { userId: '7', eventId: '1', seatIds: ['2', '3'], remember: null };
const order = { userId: '7', orderId: '9', remember: null };

/** Sellers who all answer the same, and what they told. */
function sellers(attempt: Attempt<object>) {
  const told: [string, readonly SeatChange[]][] = [];
  const answered = async () => attempt as Attempt<never>;
  const parts: Sellers = {
    strategy: { name: 'any', hold: answered },
    releases: { release: answered },
    booking: { confirm: answered, cancel: answered },
  };
  return { told, ...telling(parts, { changed: (eventId, seats) => told.push([eventId, seats]) }) };
}

test('what a seller did is told with the seats of the answer, and the answer is left as it is', async () => {
  const answer = { eventId: '1', seatIds: ['2', '3'], released: ['3'] };
  const { told, strategy, releases, booking } = sellers({ kind: 'done', answer });
  expect(strategy.name).toBe('any');
  expect(await strategy.hold(asked)).toEqual({ kind: 'done', answer });
  expect(await releases.release(asked)).toEqual({ kind: 'done', answer });
  expect(await booking.confirm(order, 'card')).toEqual({ kind: 'done', answer });
  expect(await booking.cancel(order)).toEqual({ kind: 'done', answer });
  const both = (status: string) => [
    { id: '2', status },
    { id: '3', status },
  ];
  expect(told).toEqual([
    ['1', both('held')],
    ['1', [{ id: '3', status: 'available' }]],
    ['1', both('booked')],
    ['1', both('available')],
  ]);
});

test.each([
  { kind: 'refused', code: 'seat_taken' },
  { kind: 'remembered', first: { fingerprint: 'hold 1 2', status: 200, answer: {} } },
  { kind: 'done', answer: { eventId: '1', seatIds: [], released: [] } },
] as const)('nothing changed, nothing is told: $kind', async (attempt) => {
  const { told, strategy, releases, booking } = sellers(attempt);
  await strategy.hold(asked);
  await releases.release(asked);
  await booking.confirm(order, 'card');
  await booking.cancel(order);
  expect(told).toEqual([]);
});
