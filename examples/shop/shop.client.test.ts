import { describe, expect, it } from 'vitest';
import type { HttpAnswer, Sale } from '../../scenarios/clients/client.ts';
import type { Order } from './box-office.ts';
import { deadlineMs } from './client/checkout.ts';
import { decliningCard } from './processor.ts';
import { type ShopOptions, startShop } from './server.ts';
import { client } from './shop.client.ts';
import { answered, scriptedIo } from './testing/scripted-io.ts';
import { atRest, books, buy, enteredVisitor, oneTicket, openSale, visitor } from './testing/visitors.ts';

async function withShop(
  options: Partial<ShopOptions>,
  test: (url: string, sale: Sale) => Promise<void>,
): Promise<void> {
  const shop = await startShop(options);
  try {
    await test(shop.url, await openSale(shop.url, { buyers: 3, inventory: 1 }));
  } finally {
    await shop.stop();
  }
}

describe('against the shop', () => {
  it('logs in, buys, and hears of the order and its price', () =>
    withShop({}, async (url, sale) => {
      const { io, visit } = visitor(url, sale, 0);
      expect(await client.enter(io, visit)).toEqual({ outcome: 'done', value: {} });
      const answer = await client.book(io, visit, oneTicket(visit));
      const [order] = await books<Order>(url, '/admin/orders', 'orders');
      expect(order).toMatchObject({ customer: visit.buyer.id, reference: oneTicket(visit).idempotencyKey });
      expect(answer).toEqual({ outcome: 'done', value: { order: order?.number, amount: order?.totalCents } });
    }));

  it('takes a 200 that says sold out for the refusal it is', () =>
    withShop({}, async (url, sale) => {
      const first = await enteredVisitor(url, sale, 0);
      expect(await buy(first.io, first.visit)).toMatchObject({ outcome: 'done' });
      const second = await enteredVisitor(url, sale, 1);
      expect(await buy(second.io, second.visit)).toEqual({ outcome: 'refused', reason: 'sold-out' });
    }));

  it('gets the first answer again when it tries again with the same key', () =>
    withShop({}, async (url, sale) => {
      const { io, visit } = await enteredVisitor(url, sale, 0);
      const first = await buy(io, visit);
      expect(await buy(io, visit)).toEqual(first);
      expect(await books(url, '/admin/orders', 'orders')).toHaveLength(1);
    }));

  it('says that the shop is busy, and for how long', () =>
    withShop({ mostUnderWay: 0 }, async (url, sale) => {
      const { io, visit } = await enteredVisitor(url, sale, 0);
      const answer = await client.book(io, visit, oneTicket(visit));
      expect(answer).toEqual({ outcome: 'busy', retryAfterMs: 1_000 });
    }));

  it('fetches a new token when its own has run out', async () => {
    let nowMs = 0;
    await withShop({ tokenMs: 10, nowMs: () => nowMs }, async (url, sale) => {
      const { io, visit } = await enteredVisitor(url, sale, 0);
      nowMs = 11;
      expect(await client.book(io, visit, oneTicket(visit))).toMatchObject({ outcome: 'done' });
    });
  });

  it('logs in again when the shop has lost its session', () =>
    withShop({}, async (url, sale) => {
      const stranger = visitor(url, sale, 0);
      const answer = await client.book(stranger.io, stranger.visit, oneTicket(stranger.visit));
      expect(answer).toMatchObject({ outcome: 'done' });
    }));

  it('tells a declined card from sold out', () =>
    withShop({}, async (url, sale) => {
      const { io, visit } = await enteredVisitor(url, sale, 0);
      visit.buyer.credentials.card = decliningCard;
      const answer = await client.book(io, visit, oneTicket(visit));
      expect(answer).toEqual({ outcome: 'refused', reason: 'payment-refused' });
      await atRest(url);
    }));

  it('counts credentials that the shop does not know as a fault of its own', () =>
    withShop({}, async (url, sale) => {
      const { io, visit } = visitor(url, sale, 0);
      visit.buyer.credentials.password = 'wrong';
      expect(await client.enter(io, visit)).toMatchObject({ outcome: 'client-bug' });
    }));
});

const lost: HttpAnswer = { answered: false, sent: true, error: 'reset by peer' };
const unsent: HttpAnswer = { answered: false, sent: false, error: 'connection refused' };
const visit = { buyer: { id: 'C1', credentials: { card: '42' } }, event: 'e', state: { token: 't' } };
const wish = { resources: ['e'], quantity: 1, idempotencyKey: 'k' };
const taken = answered(202, '', { location: '/jobs/7' });
const pending = answered(200, '{"status":"PENDING"}');
const done = answered(200, '{"status":"DONE","order":"R1","totalCents":5}');

/** Book against answers given one after the other; the last one is repeated. */
async function book(...answers: HttpAnswer[]) {
  const io = scriptedIo((_, at) => answers[Math.min(at, answers.length - 1)] ?? lost);
  return { io, answer: await client.book(io, visit, wish) };
}

describe('answers that a shop should not give', () => {
  it('a checkout that was sent and not answered is unknown', async () => {
    expect((await book(lost)).answer).toEqual({ outcome: 'unknown', error: 'reset by peer' });
  });

  it('a checkout that never left may be tried again', async () => {
    expect((await book(unsent)).answer).toEqual({ outcome: 'busy', retryAfterMs: null });
  });

  it.each([500, 502, 503])('a %i after sending is unknown', async (status) => {
    expect((await book(answered(status, 'oops'))).answer).toMatchObject({ outcome: 'unknown' });
  });

  it.each([400, 404, 409, 418])('a %i that nobody told us of is a bug of the client', async (status) => {
    expect((await book(answered(status, '{}'))).answer).toMatchObject({ outcome: 'client-bug' });
  });

  it('a fresh token that is refused as well is a bug of the client', async () => {
    const refused = answered(403, '{"error":"CSRF"}');
    const page = answered(200, '<input name="_csrf" value="new">');
    const { io, answer } = await book(refused, page, refused);
    expect(answer).toMatchObject({ outcome: 'client-bug' });
    expect(io.requests[2]?.body).toMatch(/^_csrf=new&/);
  });

  it('a new token that cannot be had leaves the ticket unbought: it may be tried again', async () => {
    const { answer } = await book(answered(403, '{"error":"CSRF"}'), lost);
    expect(answer).toEqual({ outcome: 'busy', retryAfterMs: null });
  });
});

describe('a job', () => {
  it('is asked after until it ends, ever less often, also across looks that go wrong', async () => {
    const { io, answer } = await book(taken, pending, lost, answered(503), pending, done);
    expect(answer).toEqual({ outcome: 'done', value: { order: 'R1', amount: 5 } });
    expect(io.slept).toEqual([20, 40, 80, 160, 320]);
    expect(new Set(io.requests.slice(1).map(({ path }) => path))).toEqual(new Set(['/jobs/7']));
  });

  it('that does not end by the deadline is unknown, not refused', async () => {
    const { io, answer } = await book(taken, pending);
    expect(answer).toMatchObject({ outcome: 'unknown', error: expect.stringContaining('PENDING') });
    expect(io.nowMs()).toBeGreaterThanOrEqual(deadlineMs);
  });

  it('that the shop has forgotten is unknown', async () => {
    expect((await book(taken, answered(404, '{}'))).answer).toMatchObject({ outcome: 'unknown' });
  });

  it.each(['{"status":"MAYBE"}', '{"status":"DONE"}'])('of an odd shape is a bug: %s', async (text) => {
    expect((await book(taken, answered(200, text))).answer).toMatchObject({ outcome: 'client-bug' });
  });
});
