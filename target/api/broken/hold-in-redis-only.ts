import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import type { Reservation } from '../domain/ordering.ts';
import { Unavailable } from '../domain/outages.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { Orders } from '../orders/orders.ts';
import { atomicUpdate } from '../strategies/atomic-update.ts';
import type { StrategyParts } from '../strategies/catalog.ts';
import { lookAtSeats } from './unguarded-seats.ts';
import type { Variant } from './variant.ts';

const keyOf = (seatId: string) => `hold:${seatId}`;

/** `SET EX` without NX: it never fails, whoever has the seat. PostgreSQL is asked only whether there is one. */
function overwritingHold({ database, redis, holdSeconds }: StrategyParts): SeatStrategy {
  return {
    name: 'hold-in-redis-only',
    async hold(request: HoldRequest) {
      const { userId, eventId, seatIds } = request;
      const { refusal } = await lookAtSeats(database.read.bind(database), request);
      if (refusal === 'seat_not_found') return { kind: 'refused', code: refusal };
      try {
        for (const seatId of seatIds) await redis.set(keyOf(seatId), userId, 'EX', holdSeconds);
      } catch (cause) {
        throw new Unavailable('Redis did not take the hold', { cause });
      }
      const ttlMs = holdSeconds * 1_000;
      const heldUntil = new Date(Date.now() + ttlMs).toISOString();
      return { kind: 'done', answer: { eventId, seatIds: [...seatIds], heldUntil, ttlMs } };
    },
  };
}

/** Ordering makes up for the hold that PostgreSQL never saw; the first to order has the seat. */
function orderWithoutHold(orders: Orders, strategy: SeatStrategy) {
  return {
    list: orders.list.bind(orders),
    async create(request: HoldRequest): Promise<Attempt<Reservation>> {
      const held = await strategy.hold({ ...request, remember: null });
      if (held.kind !== 'refused') return orders.create(request);
      return { kind: 'refused', code: held.code === 'seat_taken' ? 'hold_expired' : held.code };
    },
  };
}

/**
 * A hold is a key in Redis that the next buyer overwrites, so that many are told at once that a seat is held
 * for them. What remains guarded: ordering takes the seats in PostgreSQL, by the sound conditional statement,
 * so no seat is booked twice; all but one of those who hold it are turned away when they order. Hence no
 * constraint masks the bug and none is taken away.
 */
export const holdInRedisOnly: Variant = {
  name: 'hold-in-redis-only',
  summary: 'a hold is a Redis key set without NX, and PostgreSQL is not asked who has the seat',
  unmask: [],
  alter({ parts, database, orders, strategyParts }) {
    return {
      ...parts,
      strategy: overwritingHold(strategyParts),
      orders: orderWithoutHold(orders, atomicUpdate(database, strategyParts.holdSeconds)),
    };
  },
};
