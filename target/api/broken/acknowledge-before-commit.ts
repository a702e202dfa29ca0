import type { Database } from '../database/database.ts';
import type { Reservation } from '../domain/ordering.ts';
import { createBooking } from '../orders/booking.ts';
import { type OrderRequest, Orders } from '../orders/orders.ts';
import type { Refunds } from '../orders/refunds.ts';
import { settleOrder } from '../orders/statements.ts';
import { rememberValues } from '../strategies/hold-statement.ts';
import { isEveryFourth } from './every-fourth.ts';
import type { Variant } from './variant.ts';

/** Orders of which some are answered from inside a transaction that is rolled back afterwards. */
class HastyOrders extends Orders {
  readonly #database: Database;
  readonly #refunds: Refunds;

  constructor(database: Database, refunds: Refunds) {
    super(database);
    this.#database = database;
    this.#refunds = refunds;
  }

  override async settle(request: OrderRequest, reference: string): Promise<Reservation | null> {
    if (!isEveryFourth(request.orderId)) return super.settle(request, reference);
    const { userId, orderId, remember } = request;
    const booked = await this.#database.transaction(async (run) => {
      const values = [userId, orderId, reference, ...rememberValues(remember)];
      const rows = await run<{ answer: Reservation }>(settleOrder, values);
      return { result: rows[0]?.answer ?? null, keep: false };
    });
    // What reconciling would do once the hold has run out, done at once: the charge is given back, so
    // that the lost booking is all there is to find.
    await this.expire(orderId);
    await this.#refunds.settleSoon(orderId);
    return booked;
  }
}

/**
 * Some buyers are told that their booking is confirmed by a transaction that never commits. Their money is
 * given back and their seats become free when the hold ends; what remains is a promise without a booking.
 */
export const acknowledgeBeforeCommit: Variant = {
  name: 'acknowledge-before-commit',
  summary: 'every fourth booking is acknowledged before its commit, which then fails',
  unmask: [],
  alter({ parts, database, provider, refunds }) {
    const orders = new HastyOrders(database, refunds);
    const { seatsFreed } = parts;
    return { ...parts, orders, booking: createBooking({ orders, provider, refunds, seatsFreed }) };
  },
};
