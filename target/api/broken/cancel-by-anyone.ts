import type { Database, Statement } from '../database/database.ts';
import type { Cancellation } from '../domain/ordering.ts';
import type { Attempt } from '../domain/outcome.ts';
import { createBooking } from '../orders/booking.ts';
import { type OrderRequest, Orders } from '../orders/orders.ts';
import type { Variant } from './variant.ts';

const ownerOf: Statement = {
  name: 'broken-owner-of',
  text: 'SELECT user_id::text AS "userId" FROM orders WHERE id = $1',
};

/** Orders that are found by their id alone when they are cancelled, and cancelled in their owner's name. */
class AnyonesOrders extends Orders {
  readonly #database: Database;

  constructor(database: Database) {
    super(database);
    this.#database = database;
  }

  override async cancel(request: OrderRequest): Promise<Attempt<Cancellation> | null> {
    const [owner] = await this.#database.read<{ userId: string }>(ownerOf, [request.orderId]);
    return super.cancel(owner === undefined ? request : { ...request, userId: owner.userId });
  }
}

/**
 * Whoever knows an order's id cancels it: its seats are free again, its money is given back, and its buyer,
 * who was told that it is booked, has nothing. The cancellation itself is whole. Ownership stands in a
 * condition of the statement, not in a constraint; none is taken away.
 */
export const cancelByAnyone: Variant = {
  name: 'cancel-by-anyone',
  summary: 'an order is cancelled by whoever names it',
  unmask: [],
  alter({ parts, database, provider, refunds }) {
    const orders = new AnyonesOrders(database);
    const { seatsFreed } = parts;
    return { ...parts, orders, booking: createBooking({ orders, provider, refunds, seatsFreed }) };
  },
};
