import type { Database, Statement } from '../database/database.ts';
import type { HoldRequest } from '../domain/holding.ts';
import type { Reservation } from '../domain/ordering.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { Orders } from '../orders/orders.ts';
import type { Variant } from './variant.ts';

const renewHold: Statement = {
  name: 'broken-renew-hold',
  text: `
WITH own AS (
    SELECT id FROM seats
     WHERE event_id = $2 AND id = ANY ($3::bigint[]) AND status = 'held' AND holder = $1
     ORDER BY id FOR UPDATE)
UPDATE seats SET held_until = now() + make_interval(secs => $4) WHERE id IN (SELECT id FROM own)`,
};

/** Ordering renews the buyer's hold as long as its row is there, and a row outlives its hold. */
function renewingOrders(
  orders: Orders,
  { database, holdSeconds }: { database: Database; holdSeconds: number },
): Pick<Orders, 'create' | 'list'> {
  return {
    list: orders.list.bind(orders),
    async create(request: HoldRequest): Promise<Attempt<Reservation>> {
      const { userId, eventId, seatIds } = request;
      await database.write(renewHold, [userId, eventId, seatIds, holdSeconds]);
      return orders.create(request);
    },
  };
}

/**
 * A hold that ran out can still be bought from until someone else takes the seat: everybody else is shown a
 * free seat meanwhile. The check that would refuse it stands in a statement, which comes too late here, and
 * not in a constraint; none is taken away.
 */
export const saleAfterExpiry: Variant = {
  name: 'sale-after-expiry',
  summary: 'an order renews a hold that has run out, and the seat is sold on it',
  unmask: [],
  alter: ({ parts, orders, strategyParts }) => ({ ...parts, orders: renewingOrders(orders, strategyParts) }),
};
