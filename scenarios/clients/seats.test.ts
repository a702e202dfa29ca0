import { describe, expect, test } from 'vitest';
import { nodeIo } from '../generator/node-io.ts';
import { SmallSeats } from '../testing/small-seats.ts';
import type { HookIo } from './client.ts';
import { hooks } from './seats.hooks.ts';
import { client } from './seats.ts';

const { signal } = new AbortController();
const wish = (seat: string, idempotencyKey: string) => ({ resources: [seat], quantity: 1, idempotencyKey });

function visitOf(name: string) {
  const buyer = { id: name, credentials: { email: name, password: 'secret' } };
  return { buyer, event: 'event-1', state: client.newState() };
}

async function entered(small: SmallSeats, name: string) {
  const io = nodeIo({ baseUrl: small.url, signal });
  const visit = visitOf(name);
  expect(await client.enter(io, visit)).toEqual({ outcome: 'done', value: {} });
  return { io, visit };
}

test('hold, order, book; and who comes second is refused', async () => {
  await using small = await SmallSeats.start({ seats: 1 });
  const [ann, ben] = [await entered(small, 'ann'), await entered(small, 'ben')];
  expect(await client.hold(ann.io, ann.visit, wish('seat-1', 'a'))).toEqual({
    outcome: 'done',
    value: { ttlMs: 300_000 },
  });
  expect(await client.hold(ben.io, ben.visit, wish('seat-1', 'b'))).toEqual({
    outcome: 'refused',
    reason: 'taken',
  });
  const ordered = await client.order(ann.io, ann.visit, wish('seat-1', 'c'));
  expect(ordered).toEqual({ outcome: 'done', value: { order: 'order-1', amount: 5_000 } });
  const value = ordered.outcome === 'done' ? ordered.value : null;
  const booked = await client.book(ann.io, ann.visit, wish('seat-1', 'd'), value);
  expect(booked).toEqual({ outcome: 'done', value: { order: 'order-1', amount: 5_000 } });
  expect(small.requests.map(({ key }) => key)).toEqual(['', '', 'a', 'b', 'c', 'd']);
});

test('what is free, as it stands side by side, is what nobody holds', async () => {
  await using small = await SmallSeats.start({ seats: 3 });
  const { io, visit } = await entered(small, 'ann');
  await client.hold(io, visit, wish('seat-2', 'a'));
  expect(await client.available(io, visit)).toEqual({
    outcome: 'done',
    value: { resources: ['seat-1', 'seat-3'] },
  });
});

test('who cancels what is not theirs is refused', async () => {
  await using small = await SmallSeats.start({ seats: 1 });
  const { io, visit } = await entered(small, 'ben');
  small.before = () => ({ status: 404, body: { code: 'order_not_found' } });
  expect(await client.cancel(io, visit, wish('seat-1', 'a'), { order: 'order-1' })).toEqual({
    outcome: 'refused',
    reason: 'other',
    detail: 'not theirs',
  });
});

describe('what an answer means', () => {
  const answers: [number, unknown, Record<string, string>, unknown][] = [
    [409, { code: 'busy' }, { 'retry-after': '2' }, { outcome: 'busy', retryAfterMs: 2_000 }],
    [429, {}, {}, { outcome: 'busy', retryAfterMs: null }],
    [503, { code: 'unavailable' }, { 'retry-after': '1' }, { outcome: 'busy', retryAfterMs: 1_000 }],
    [503, { code: 'no_instance' }, { 'retry-after': '1' }, { outcome: 'busy', retryAfterMs: 1_000 }],
    [503, { code: 'outcome_unknown' }, {}, { outcome: 'unknown', error: '503 outcome_unknown' }],
    [503, 'a balancer’s page', {}, { outcome: 'unknown', error: '503 without a problem document' }],
    [500, { code: 'internal' }, {}, { outcome: 'unknown', error: '500 internal' }],
    [409, { code: 'hold_expired' }, {}, { outcome: 'refused', reason: 'expired' }],
    [402, { code: 'payment_refused' }, {}, { outcome: 'refused', reason: 'payment-refused' }],
    [400, { code: 'invalid_request' }, {}, { outcome: 'client-bug', error: '400 invalid_request' }],
    [200, { ttl: 5 }, {}, { outcome: 'client-bug', error: expect.stringContaining('expected a number') }],
  ];
  test.each(answers)('%i %j', async (status, body, headers, meaning) => {
    await using small = await SmallSeats.start({ seats: 1 });
    const { io, visit } = await entered(small, 'ann');
    small.before = () => ({ status, body, headers });
    expect(await client.hold(io, visit, wish('seat-1', 'k'))).toEqual(meaning);
  });

  test('nobody there: it certainly did not happen', async () => {
    const gone = await SmallSeats.start({ seats: 1 });
    const io = nodeIo({ baseUrl: gone.url, signal });
    await gone[Symbol.asyncDispose]();
    expect(await client.hold(io, visitOf('ann'), wish('seat-1', 'k'))).toEqual({
      outcome: 'busy',
      retryAfterMs: null,
    });
  });

  test('no answer in time: nobody knows', async () => {
    await using small = await SmallSeats.start({ seats: 1 });
    small.before = () => 'hang';
    const io = nodeIo({ baseUrl: small.url, signal, timeoutMs: 50 });
    expect(await client.hold(io, visitOf('ann'), wish('seat-1', 'k'))).toMatchObject({ outcome: 'unknown' });
  });
});

describe('seeding over HTTP', () => {
  const hookIoOf = (small: SmallSeats): HookIo => ({
    ...nodeIo({ baseUrl: small.url, signal }),
    baseUrl: small.url,
    signal,
  });

  test('buyers are registered, and an event’s free seats are the sale', async () => {
    await using small = await SmallSeats.start({ seats: 5 });
    const sale = await hooks.seed(hookIoOf(small), { buyers: 30, inventory: 3, seed: 1 });
    expect(sale.event).toBe('event-1');
    expect(sale.resources).toHaveLength(3);
    expect(new Set(sale.buyers.map(({ id }) => id)).size).toBe(30);
  });

  test('too few free seats are told', async () => {
    await using small = await SmallSeats.start({ seats: 2 });
    const seeding = hooks.seed(hookIoOf(small), { buyers: 3, inventory: 3, seed: 1 });
    await expect(seeding).rejects.toThrow('has 3 free seats (the most is 2)');
  });
});
