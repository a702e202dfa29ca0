import type { Database, Statement } from '../database/database.ts';
import type { PaymentMethod } from '../domain/ordering.ts';
import type { FirstAnswer } from '../domain/outcome.ts';
import { createBooking } from '../orders/booking.ts';
import { type OrderRequest, Orders, type Payment } from '../orders/orders.ts';
import { isEveryFourth } from './every-fourth.ts';
import type { Variant } from './variant.ts';

/** From the order's amount, not the payment's: confirming again does not add it again. */
const addFee: Statement = {
  name: 'broken-add-fee',
  text: `UPDATE payments p SET amount = o.amount + o.amount / 10
           FROM orders o WHERE p.reference = $1 AND p.state = 'unknown' AND o.id = p.order_id
         RETURNING p.reference::text AS reference, p.amount, p.method`,
};

/** Orders whose payments are of more than they cost. */
class FeeAddingOrders extends Orders {
  readonly #database: Database;

  constructor(database: Database) {
    super(database);
    this.#database = database;
  }

  override async beginPayment(
    request: OrderRequest,
    method: PaymentMethod,
  ): Promise<Payment | FirstAnswer | null> {
    const payment = await super.beginPayment(request, method);
    if (payment === null || 'fingerprint' in payment || !isEveryFourth(request.orderId)) return payment;
    const [dearer] = await this.#database.write<Payment>(addFee, [payment.reference]);
    return dearer ?? payment;
  }
}

/**
 * A fee of a tenth is charged on top of the price, which the order, its answer and the price list do not
 * know of. The books agree with the provider's: only what the order says it costs shows it. No constraint
 * compares a payment with its order, and none is taken away.
 */
export const chargeOffPrice: Variant = {
  name: 'charge-off-price',
  summary: 'every fourth order is charged a tenth more than it costs',
  unmask: [],
  alter({ parts, database, provider, refunds }) {
    const orders = new FeeAddingOrders(database);
    const { seatsFreed } = parts;
    return { ...parts, orders, booking: createBooking({ orders, provider, refunds, seatsFreed }) };
  },
};
