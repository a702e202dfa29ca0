import fc from 'fast-check';
import type { Operation } from '../evidence/history.ts';
import type { LedgerRow } from '../evidence/ledger.ts';
import { charge, order, payment, stock } from './literal.ts';

type Unnumbered = Omit<Operation, 'index' | 'endIndex'>;
type Step = 'hold' | 'release' | 'order' | 'book' | 'cancel';

/** One request: who does what, how long until the shop acts and until the answer, and whether it is lost. */
interface Request {
  buyer: string;
  f: Step;
  seat: string;
  pauseMs: number;
  actsAfterMs: number;
  answersAfterMs: number;
  /** `info`: the shop acted, or did not, and nobody was told. */
  lost: 'no' | 'before' | 'after';
}

const buyers = ['ann', 'bob', 'cy'];
const seats = ['A1', 'A2'];

/** What buyers try, sensible or not. */
const journeys: readonly (readonly Step[])[] = [
  ['hold', 'order', 'book'],
  ['hold', 'order', 'book', 'cancel'],
  ['hold', 'hold', 'order', 'book', 'book'],
  ['hold', 'order', 'release', 'book'],
  ['hold', 'release'],
  ['order', 'book', 'cancel'],
  ['hold', 'order', 'order', 'book', 'cancel', 'hold', 'order', 'book'],
];

const timing = fc.record({
  pauseMs: fc.nat(12),
  actsAfterMs: fc.integer({ min: 1, max: 6 }),
  answersAfterMs: fc.integer({ min: 1, max: 6 }),
  lost: fc.constantFrom<Request['lost']>('no', 'no', 'no', 'no', 'no', 'no', 'before', 'after'),
});

const journey: fc.Arbitrary<Request[]> = fc
  .record({
    buyer: fc.constantFrom(...buyers),
    seat: fc.constantFrom(...seats),
    steps: fc.constantFrom(...journeys),
    timings: fc.array(timing, { minLength: 8, maxLength: 8 }),
  })
  .map(({ buyer, seat, steps, timings }) =>
    timings.slice(0, steps.length).map((each, at) => ({ buyer, seat, f: steps[at] ?? 'hold', ...each })),
  );

/** Requests to a small shop, each buyer's one after the other. */
export const requests: fc.Arbitrary<Request[]> = fc
  .array(journey, { maxLength: 12 })
  .map((each) => each.flat());

interface Seat {
  holder: string | null;
  until: number;
  order: string | null;
}

const ttlMs = 40;

/**
 * A correct shop, serving those requests one instant at a time: what its buyers saw, and what its ledger
 * holds at the end. A hold ends with its time to live, a release, or its order's cancellation.
 */
export function serve(asked: readonly Request[]): { operations: Unnumbered[]; rows: LedgerRow[] } {
  const shop = new Shop();
  const clock = new Map<string, number>();
  const queued = asked.map((request, nth) => {
    const invoked = (clock.get(request.buyer) ?? 0) + request.pauseMs;
    const acts = invoked + request.actsAfterMs;
    const ended = acts + request.answersAfterMs;
    clock.set(request.buyer, ended);
    return { request, nth, invoked, acts, ended };
  });
  const operations = queued
    .sort((a, b) => a.acts - b.acts || a.nth - b.nth)
    .map(({ request, nth, invoked, acts, ended }): Unnumbered => {
      const { buyer: process, f, seat, lost } = request;
      const known = shop.orderOf(process, seat);
      const done = lost === 'before' ? null : shop.act(request, acts);
      const outcome = lost === 'no' ? (done === null ? 'fail' : 'ok') : 'info';
      return {
        process,
        f,
        key: [seat],
        idempotencyKey: `${process}-${nth}`,
        invoked: invoked * 1e6,
        ended: ended * 1e6,
        outcome,
        error: outcome === 'ok' ? null : 'refused',
        value: {
          ...((f === 'book' || f === 'cancel') && known !== null ? { order: known } : {}),
          ...(outcome === 'ok' ? done : {}),
        },
      };
    });
  return { operations, rows: shop.ledger() };
}

class Shop {
  readonly #seats = new Map<string, Seat>(seats.map((id) => [id, { holder: null, until: 0, order: null }]));
  readonly #orders = new Map<
    string,
    { buyer: string; seat: string; state: 'pending' | 'confirmed' | 'cancelled' }
  >();

  /** The order that a buyer knows of: the latest made for that seat. */
  orderOf(buyer: string, seat: string): string | null {
    const own = [...this.#orders].filter(([, each]) => each.buyer === buyer && each.seat === seat);
    return own.at(-1)?.[0] ?? null;
  }

  act({ buyer, f, seat: id }: Request, now: number): Operation['value'] | null {
    const seat = this.#seats.get(id) as Seat;
    const latest = this.orderOf(buyer, id);
    const made = latest === null ? undefined : this.#orders.get(latest);
    const booked = seat.order !== null;
    const held = !booked && seat.until > now;
    const mine = held && seat.holder === buyer;
    if (f === 'hold') {
      if (booked || (held && !mine)) return null;
      Object.assign(seat, { holder: buyer, until: now + ttlMs });
      return { ttlMs };
    }
    if (f === 'release') {
      if (!mine) return null;
      seat.until = now;
      return {};
    }
    if (f === 'order') {
      if (!mine) return null;
      const order = `o${this.#orders.size + 1}`;
      this.#orders.set(order, { buyer, seat: id, state: 'pending' });
      return { order, amount: 50 };
    }
    if (latest === null || made === undefined) return null;
    if (f === 'book') {
      if (!mine || made.state !== 'pending') return null;
      made.state = 'confirmed';
      seat.order = latest;
      return { order: latest, amount: 50 };
    }
    if (seat.order !== latest) return null;
    made.state = 'cancelled';
    Object.assign(seat, { order: null, until: now });
    return { order: latest, refunded: 50 };
  }

  ledger(): LedgerRow[] {
    const orders = [...this.#orders].flatMap(([id, { buyer, seat, state }]): LedgerRow[] => {
      const row = order({ id, buyer, resources: [seat], state });
      if (state === 'pending') return [row];
      const money = state === 'confirmed' ? 'charged' : 'refunded';
      return [row, payment({ order: id, state: money }), charge({ key: `pay-${id}`, state: money })];
    });
    const stocks = [...this.#seats].map(([id, { order: booked }]) =>
      stock(id, booked === null ? { available: 1, sold: 0 } : {}),
    );
    return [...orders, ...stocks];
  }
}
