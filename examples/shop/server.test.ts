import { afterEach, describe, expect, it } from 'vitest';
import type { HttpAnswer, Sale } from '../../scenarios/clients/client.ts';
import type { Order } from './box-office.ts';
import { formBody } from './client/session.ts';
import { decliningCard } from './processor.ts';
import { type RunningShop, type ShopOptions, startShop } from './server.ts';
import { atRest, books, buy, enteredVisitor, openSale, visitor } from './testing/visitors.ts';

let shop: RunningShop;
afterEach(() => shop.stop());

async function open(
  of: { buyers: number; inventory: number },
  options: Partial<ShopOptions> = {},
): Promise<Sale> {
  shop = await startShop(options);
  return await openSale(shop.url, of);
}

/** A processor that answers when the test lets it. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { think: () => promise, release: resolve };
}

type Visitor = Awaited<ReturnType<typeof enteredVisitor>>;

function checkOut({ io, visit }: Visitor, changes: Record<string, string> = {}): Promise<HttpAnswer> {
  const fields = { _csrf: visit.state.token, event: visit.event, tickets: '1', reference: 'r1', card: '42' };
  const path = '/checkout';
  return io.http.request({ method: 'POST', path, route: path, ...formBody({ ...fields, ...changes }) });
}

describe('stock', () => {
  it('never sells more than there is, however many ask at once', async () => {
    const sale = await open({ buyers: 60, inventory: 20 }, { mostUnderWay: 1_000, workers: 60 });
    const entered = await Promise.all(sale.buyers.map((_, at) => enteredVisitor(shop.url, sale, at)));
    const answers = await Promise.all(entered.map(({ io, visit }) => buy(io, visit)));
    expect(answers.filter(({ outcome }) => outcome === 'done')).toHaveLength(20);
    expect(answers.filter((each) => each.outcome === 'refused' && each.reason === 'sold-out')).toHaveLength(
      40,
    );
    const stock = { event: sale.event, capacity: 20, left: 0, reserved: 0, sold: 20 };
    expect(await books(shop.url, '/admin/stock', 'stock')).toEqual([stock]);
    expect(await books(shop.url, '/processor/charges', 'charges')).toHaveLength(20);
    expect(await books(shop.url, '/admin/payments', 'payments')).toHaveLength(20);
  });

  it('lies in an open order while the card is charged', async () => {
    const { think, release } = gate();
    const sale = await open({ buyers: 1, inventory: 5 }, { think });
    expect(await checkOut(await enteredVisitor(shop.url, sale, 0), { tickets: '2' })).toMatchObject({
      status: 202,
    });
    expect(await books(shop.url, '/admin/stock', 'stock')).toMatchObject([{ left: 3, reserved: 2, sold: 0 }]);
    release();
    await atRest(shop.url);
    expect(await books(shop.url, '/admin/stock', 'stock')).toMatchObject([{ left: 3, reserved: 0, sold: 2 }]);
  });

  it('comes back when the card is declined, and nothing is charged', async () => {
    const sale = await open({ buyers: 1, inventory: 5 });
    await checkOut(await enteredVisitor(shop.url, sale, 0), { card: decliningCard });
    await atRest(shop.url);
    expect(await books(shop.url, '/admin/orders', 'orders')).toMatchObject([{ status: 'VOID' }]);
    expect(await books(shop.url, '/admin/stock', 'stock')).toMatchObject([{ left: 5, reserved: 0, sold: 0 }]);
    expect(await books(shop.url, '/processor/charges', 'charges')).toEqual([]);
  });
});

describe('log-in and tokens', () => {
  it('needs a session: a stranger is sent to the log-in form', async () => {
    const sale = await open({ buyers: 1, inventory: 1 });
    const answer = await checkOut(visitor(shop.url, sale, 0));
    expect(answer).toMatchObject({ status: 303, headers: { location: '/login?next=%2F' } });
  });

  it('refuses a checkout without a token, or with another session’s', async () => {
    const sale = await open({ buyers: 2, inventory: 1 });
    const one = await enteredVisitor(shop.url, sale, 0);
    const other = await enteredVisitor(shop.url, sale, 1);
    for (const _csrf of ['', other.visit.state.token]) {
      const answer = await checkOut(one, { _csrf });
      expect(answer).toMatchObject({ status: 403, text: '{"error":"CSRF"}' });
    }
    expect(await checkOut(one)).toMatchObject({ status: 202 });
  });

  it('refuses a token that has run out, and hands out a new one with the next page', async () => {
    let nowMs = 0;
    const sale = await open({ buyers: 1, inventory: 1 }, { tokenMs: 1_000, nowMs: () => nowMs });
    const late = await enteredVisitor(shop.url, sale, 0);
    nowMs = 1_001;
    expect(await checkOut(late)).toMatchObject({ status: 403 });
    const path = `/events/${sale.event}`;
    const page = await late.io.http.request({ method: 'GET', path, route: path });
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(page.answered ? page.text : '')?.[1] ?? '';
    expect(await checkOut(late, { _csrf })).toMatchObject({ status: 202 });
  });

  it('refuses a wrong password, and a redirect to elsewhere', async () => {
    const sale = await open({ buyers: 1, inventory: 1 });
    const { io, visit } = visitor(shop.url, sale, 0);
    const path = '/login';
    const form = await io.http.request({ method: 'GET', path, route: path });
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(form.answered ? form.text : '')?.[1] ?? '';
    const { email = '', password = '' } = visit.buyer.credentials;
    const post = (fields: Record<string, string>) =>
      io.http.request({ method: 'POST', path, route: path, ...formBody({ _csrf, email, ...fields }) });
    expect(await post({ password: 'guess' })).toMatchObject({ status: 401 });
    const next = '//elsewhere.example';
    expect(await post({ password, next })).toMatchObject({ status: 303, headers: { location: '/' } });
  });

  it('opens the office to none without its key', async () => {
    await open({ buyers: 1, inventory: 1 });
    expect((await fetch(new URL('/admin/orders', shop.url))).status).toBe(401);
  });
});

describe('checkouts', () => {
  it('turns one away when too many are under way, and says when to come back', async () => {
    const { think, release } = gate();
    const sale = await open({ buyers: 3, inventory: 3 }, { think, workers: 1, mostUnderWay: 2 });
    const statuses: unknown[] = [];
    for (const at of [0, 1, 2]) {
      const answer = await checkOut(await enteredVisitor(shop.url, sale, at));
      statuses.push(answer.answered && [answer.status, answer.headers['retry-after'], answer.text]);
    }
    expect(statuses).toEqual([
      [202, undefined, ''],
      [202, undefined, ''],
      [409, '1', '{"error":"BUSY"}'],
    ]);
    release();
    await atRest(shop.url);
    expect(await books(shop.url, '/admin/orders', 'orders')).toHaveLength(2);
  });

  it('takes a reference once, however often it comes', async () => {
    const sale = await open({ buyers: 2, inventory: 5 });
    const one = await enteredVisitor(shop.url, sale, 0);
    const [first, second] = [await checkOut(one), await checkOut(one)];
    const location = first.answered ? first.headers.location : null;
    expect(location).toMatch(/^\/jobs\/./);
    expect(second).toMatchObject({ status: 202, headers: { location } });
    expect(await checkOut(one, { tickets: '2' })).toMatchObject({ status: 422 });
    const other = await enteredVisitor(shop.url, sale, 1);
    expect(await checkOut(other)).toMatchObject({ status: 202 });
    await atRest(shop.url);
    expect(await books<Order>(shop.url, '/admin/orders', 'orders')).toHaveLength(2);
    const path = location ?? '';
    expect(await other.io.http.request({ method: 'GET', path, route: path })).toMatchObject({ status: 404 });
  });

  it.each([{ tickets: '0' }, { tickets: '11' }, { tickets: 'two' }, { reference: '' }, { card: '' }])(
    'names the field that is wrong: %o',
    async (changes) => {
      const sale = await open({ buyers: 1, inventory: 5 });
      const answer = await checkOut(await enteredVisitor(shop.url, sale, 0), changes);
      expect(answer).toMatchObject({
        status: 400,
        text: expect.stringContaining(Object.keys(changes)[0] ?? ''),
      });
    },
  );

  it('ends as failed when the till breaks, and the shop goes on', async () => {
    const errors: unknown[] = [];
    const sell = () => Promise.reject(new Error('the till broke'));
    const sale = await open({ buyers: 1, inventory: 1 }, { sell, onError: (error) => errors.push(error) });
    const one = await enteredVisitor(shop.url, sale, 0);
    expect(await buy(one.io, one.visit)).toEqual({ outcome: 'unknown', error: 'the checkout failed: ERROR' });
    expect(errors).toMatchObject([{ message: 'the till broke' }]);
  });
});
