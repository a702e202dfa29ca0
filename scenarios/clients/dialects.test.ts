import { describe, expect, test } from 'vitest';
import type { ClientIo, HookIo, HttpAnswer, HttpRequest } from './client.ts';
import { hooks as matchesHooks } from './matches.hooks.ts';
import { client as matches } from './matches.ts';
import { hooks as quantityHooks } from './quantity.hooks.ts';
import { client as quantity } from './quantity.ts';

const { signal } = new AbortController();
const wish = { resources: ['7', '8'], quantity: 3, idempotencyKey: 'k' };

/** An API that gives canned answers by method and path, and remembers what it was asked. */
function api(answers: Record<string, [number, unknown]>) {
  const asked: HttpRequest[] = [];
  const request = async (of: HttpRequest): Promise<HttpAnswer> => {
    asked.push(of);
    const [status, body] = answers[`${of.method} ${of.path}`] ?? [404, { code: 'route_not_found' }];
    return { answered: true, status, headers: {}, text: JSON.stringify(body), json: () => body };
  };
  const io: ClientIo = { http: { request }, sleep: async () => {}, nowMs: () => 0 };
  return { io, hookIo: { ...io, baseUrl: 'http://here', signal } satisfies HookIo, asked };
}

const visit = { buyer: { id: '1', credentials: {} }, event: '5', state: { token: 't' } };
const mutation = { headers: { authorization: 'Bearer t', 'idempotency-key': 'k' } };
const booked = { order: '9', amount: 300 };

describe('matches', () => {
  test('seats are held, then booked at once, then cancelled', async () => {
    const { io, asked } = api({
      'POST /api/tickets/hold': [200, { ttlMs: 5 }],
      'POST /api/tickets/book': [200, { bookingId: '9', amount: 300 }],
      'POST /api/tickets/cancel': [200, { bookingId: '9', refunded: 300 }],
    });
    expect(await matches.hold(io, visit, wish)).toEqual({ outcome: 'done', value: { ttlMs: 5 } });
    expect(await matches.book(io, visit, wish)).toEqual({ outcome: 'done', value: booked });
    const cancelled = { outcome: 'done', value: { order: '9', refunded: 300 } };
    expect(await matches.cancel(io, visit, wish, booked)).toEqual(cancelled);
    const seats = { matchId: '5', seatIds: ['7', '8'] };
    expect(asked).toMatchObject([
      { ...mutation, body: seats },
      { ...mutation, body: seats },
      { ...mutation, body: { bookingId: '9' } },
    ]);
  });

  test('what is free, as it stands side by side', async () => {
    const seats = ['available', 'held', 'booked', 'available'].map((status, at) => ({ id: `${at}`, status }));
    const { io } = api({ 'GET /api/matches/5/seats': [200, { seats }] });
    const free = { outcome: 'done', value: { resources: ['0', '3'] } };
    expect(await matches.available(io, visit)).toEqual(free);
  });

  test('who cancels what is not theirs is refused', async () => {
    const { io } = api({ 'POST /api/tickets/cancel': [404, { code: 'order_not_found' }] });
    const refused = { outcome: 'refused', reason: 'other', detail: 'not theirs' };
    expect(await matches.cancel(io, visit, wish, booked)).toEqual(refused);
  });

  test('a sale is the free seats of a match that has enough of them', async () => {
    const seat = (id: string, status = 'available') => ({ id, status, price: 100 });
    const { hookIo } = api({
      'GET /api/matches?limit=100': [200, { matches: [{ id: '1', status: 'ended' }], next: '1' }],
      'GET /api/matches?limit=100&after=1': [
        200,
        { matches: ['2', '3'].map((id) => ({ id, status: 'on_sale' })), next: null },
      ],
      'GET /api/matches/2/seats': [200, { seats: [seat('1'), seat('2', 'held')] }],
      'GET /api/matches/3/seats': [200, { seats: [seat('3', 'booked'), seat('4'), seat('5')] }],
      'POST /api/auth/register': [201, { user: { id: '1' } }],
    });
    const sale = await matchesHooks.seed(hookIo, { buyers: 1, inventory: 2, seed: 1 });
    expect(sale).toMatchObject({ event: '3', resources: [{ id: '4' }, { id: '5' }], buyers: [{ id: '1' }] });
    const tooMany = matchesHooks.seed(hookIo, { buyers: 1, inventory: 3, seed: 1 });
    await expect(tooMany).rejects.toThrow('has 3 free seats (the most is 2)');
  });
});

describe('quantity', () => {
  test('so many of a type are booked at once, and given back', async () => {
    const { io, asked } = api({
      'POST /api/events/5/reservations': [201, { id: '9', amount: 300 }],
      'DELETE /api/reservations/9': [200, { id: '9', refunded: 300 }],
    });
    expect(await quantity.book(io, visit, wish)).toEqual({ outcome: 'done', value: booked });
    const cancelled = { outcome: 'done', value: { order: '9', refunded: 300 } };
    expect(await quantity.cancel(io, visit, wish, booked)).toEqual(cancelled);
    expect(asked).toMatchObject([{ ...mutation, body: { quantity: 3, ticketTypeId: '7' } }, mutation]);
    expect(asked.map(({ route }) => route)).not.toContainEqual(expect.stringMatching(/\d/));
  });

  test.each([
    ['sold_out', 'sold-out'],
    ['not_enough_left', 'taken'],
  ])('%s is refused: %s', async (code, reason) => {
    const { io } = api({ 'POST /api/events/5/reservations': [409, { code }] });
    expect(await quantity.book(io, visit, wish)).toEqual({ outcome: 'refused', reason });
  });

  test('a sale is a ticket type of which exactly so many are left', async () => {
    const types = [10, 20].map((available) => ({ id: `${available}`, price: 5, available }));
    const { hookIo } = api({
      'GET /api/events?limit=100': [200, { events: [{ id: '5', status: 'on_sale' }], next: null }],
      'GET /api/events/5': [200, { ticketTypes: types }],
      'POST /api/auth/register': [201, { user: { id: '1' } }],
    });
    const sale = await quantityHooks.seed(hookIo, { buyers: 1, inventory: 20, seed: 1 });
    expect(sale).toMatchObject({ event: '5', resources: [{ id: '20', quantity: 20, price: 5 }] });
    const other = quantityHooks.seed(hookIo, { buyers: 1, inventory: 15, seed: 1 });
    await expect(other).rejects.toThrow('exactly 15 left (there are 10, 20)');
  });
});
