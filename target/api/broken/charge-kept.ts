import type { Database, Statement } from '../database/database.ts';
import type { Reservation } from '../domain/ordering.ts';
import { createBooking } from '../orders/booking.ts';
import { type OrderRequest, Orders } from '../orders/orders.ts';
import { isEveryFourth } from './every-fourth.ts';
import type { Variant } from './variant.ts';

const writeOff: Statement = {
  name: 'broken-write-off',
  text: `UPDATE payments SET state = 'refunded', updated_at = now() WHERE reference = $1 AND state = 'unknown'`,
};

/** Orders of which some cannot be booked after the charge; their refund is written down and never asked for. */
class KeepingOrders extends Orders {
  readonly #database: Database;

  constructor(database: Database) {
    super(database);
    this.#database = database;
  }

  override async settle(request: OrderRequest, reference: string): Promise<Reservation | null> {
    if (!isEveryFourth(request.orderId)) return super.settle(request, reference);
    // Before the order ends: what is in doubt of an order that ended is given back by the sound reconciler.
    await this.#database.write(writeOff, [reference]);
    await this.expire(request.orderId);
    return null;
  }
}

/**
 * Some bookings fail after the charge. Their buyers are refused, and the payment is marked as refunded, but
 * the provider is never told and keeps the money. Nothing in our own books is wrong: only the provider's
 * show it, so no constraint masks it and none is taken away.
 */
export const chargeKept: Variant = {
  name: 'charge-kept',
  summary: 'every fourth booking fails after its charge, whose refund is noted and never made',
  unmask: [],
  alter({ parts, database, provider, refunds }) {
    const orders = new KeepingOrders(database);
    const { seatsFreed } = parts;
    return { ...parts, orders, booking: createBooking({ orders, provider, refunds, seatsFreed }) };
  },
};
