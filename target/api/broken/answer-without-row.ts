import { randomInt } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Composition } from '../compose.ts';
import type { Statement } from '../database/database.ts';
import type { HoldRequest } from '../domain/holding.ts';
import type { Reservation } from '../domain/ordering.ts';
import { Unavailable } from '../domain/outages.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { Booking } from '../orders/booking.ts';
import type { Orders } from '../orders/orders.ts';
import type { Variant } from './variant.ts';

/** Above every id that PostgreSQL gives: an order in the queue is never taken for one that has a row. */
const firstQueuedId = 2 ** 40;
const keptSeconds = 3_600;

const priceOfHeld: Statement = {
  name: 'broken-price-of-held',
  text: `SELECT coalesce(sum(price), 0)::integer AS amount, count(*)::integer AS seats, min(held_until) AS until
           FROM seats WHERE event_id = $2 AND id = ANY ($3::bigint[])
            AND status = 'held' AND holder = $1 AND held_until > now()`,
};

/** Orders that stand in Redis until somebody writes them to PostgreSQL, which nobody does. */
class Queue {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async put(userId: string, order: Reservation): Promise<void> {
    await this.#ask(() =>
      this.#redis.set(`order:${userId}:${order.id}`, JSON.stringify(order), 'EX', keptSeconds),
    );
  }

  async find(userId: string, orderId: string): Promise<Reservation | null> {
    if (BigInt(orderId) < firstQueuedId) return null;
    const text = await this.#ask(() => this.#redis.get(`order:${userId}:${orderId}`));
    return text === null ? null : JSON.parse(text);
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw new Unavailable('Redis did not take the order', { cause });
    }
  }
}

function queueingOrders({ orders, database }: Composition, queue: Queue): Pick<Orders, 'create' | 'list'> {
  let asked = 0;
  return {
    list: orders.list.bind(orders),
    async create(request: HoldRequest): Promise<Attempt<Reservation>> {
      asked += 1;
      const { userId, eventId, seatIds } = request;
      if (asked % 4 !== 0) return orders.create(request);
      const values = [userId, eventId, seatIds];
      const rows = await database.read<{ amount: number; seats: number; until: Date }>(priceOfHeld, values);
      const [held] = rows;
      if (held === undefined || held.seats < seatIds.length) return orders.create(request);
      const order: Reservation = {
        id: String(firstQueuedId + randomInt(firstQueuedId)),
        eventId,
        seatIds: [...seatIds],
        status: 'pending',
        amount: held.amount,
        method: null,
        expiresAt: held.until.toISOString(),
        createdAt: new Date().toISOString(),
      };
      await queue.put(userId, order);
      return { kind: 'done', answer: order };
    },
  };
}

function queueingBooking({ parts }: Composition, queue: Queue): Booking {
  return {
    ...parts.booking,
    async confirm(request, method) {
      const queued = await queue.find(request.userId, request.orderId);
      if (queued === null) return parts.booking.confirm(request, method);
      return { kind: 'done', answer: { ...queued, status: 'confirmed', method, expiresAt: null } };
    },
  };
}

/**
 * Each instance puts every fourth order into a queue in Redis, to be written later, and answers its
 * confirmation from there; nothing ever reads the queue. No row is written and no money taken: all that is
 * wrong is the answer. PostgreSQL is never asked, so no constraint masks it and none is taken away.
 */
export const answerWithoutRow: Variant = {
  name: 'answer-without-row',
  summary: 'every fourth order is answered from a queue that nobody writes to the database',
  unmask: [],
  alter(sound) {
    const queue = new Queue(sound.strategyParts.redis);
    return { ...sound.parts, orders: queueingOrders(sound, queue), booking: queueingBooking(sound, queue) };
  },
};
