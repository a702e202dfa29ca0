import { expect, it } from 'vitest';
import { BareSale } from './bare-sale.ts';

it('gives each seat to the first who asks, and to nobody else', () => {
  const sale = new BareSale(2);
  const hold = (buyer: string, seat: string) =>
    sale.answer({ path: '/api/seats/lock', buyer, body: { seatIds: [seat] } }).status;
  expect([hold('a', '1'), hold('b', '1'), hold('a', '1'), hold('b', '2')]).toEqual([200, 409, 200, 200]);
  const { body } = sale.answer({ path: '/api/events/1/seats', buyer: '', body: {} });
  expect(body).toMatchObject({ seats: [{ status: 'held' }, { status: 'held' }] });
});

it('orders and confirms', () => {
  const sale = new BareSale(1);
  const ordered = sale.answer({ path: '/api/reservations', buyer: 'a', body: {} });
  expect(ordered).toEqual({ status: 201, body: { id: '1', amount: 100 } });
  const confirmed = sale.answer({ path: '/api/reservations/1/confirm', buyer: 'a', body: {} });
  expect(confirmed).toEqual({ status: 200, body: { id: '1', amount: 100 } });
  expect(sale.answer({ path: '/api/else', buyer: 'a', body: {} }).status).toBe(404);
});
