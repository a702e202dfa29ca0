import type { Database, Statement } from '../database/database.ts';
import type { HoldRequest } from '../domain/holding.ts';
import type { PaymentMethod, Reservation } from '../domain/ordering.ts';
import type { Attempt, FirstAnswer } from '../domain/outcome.ts';
import { createBooking } from '../orders/booking.ts';
import { type OrderRequest, Orders, type Payment } from '../orders/orders.ts';
import type { StrategyParts } from '../strategies/catalog.ts';
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

/** Also an order that has expired with its hold, as long as nobody else has any of its seats. */
const renewOrder: Statement = {
  name: 'broken-renew-order',
  text: `
WITH lines AS (SELECT seat_id FROM order_lines WHERE order_id = $2),
  own AS (
    SELECT id FROM seats
     WHERE id IN (SELECT seat_id FROM lines) AND (status = 'held' AND holder = $1) IS TRUE
     ORDER BY id FOR UPDATE),
  o AS (
    UPDATE orders SET status = 'pending', expires_at = now() + make_interval(secs => $3)
     WHERE id = $2 AND (user_id = $1 AND status IN ('pending', 'expired')) IS TRUE
       AND (SELECT count(*) FROM own) = (SELECT count(*) FROM lines)
    RETURNING id),
  live AS (UPDATE order_lines SET live = true WHERE order_id IN (SELECT id FROM o))
UPDATE seats SET held_until = now() + make_interval(secs => $3)
 WHERE id IN (SELECT id FROM own) AND EXISTS (SELECT FROM o)`,
};

/** Ordering and paying renew the buyer's hold as long as its row is there, and a row outlives its hold. */
class RenewingOrders extends Orders {
  readonly #database: Database;
  readonly #holdSeconds: number;

  constructor({ database, holdSeconds }: StrategyParts) {
    super(database);
    this.#database = database;
    this.#holdSeconds = holdSeconds;
  }

  override async create(request: HoldRequest): Promise<Attempt<Reservation>> {
    const { userId, eventId, seatIds } = request;
    await this.#database.write(renewHold, [userId, eventId, seatIds, this.#holdSeconds]);
    return super.create(request);
  }

  override async beginPayment(
    request: OrderRequest,
    method: PaymentMethod,
  ): Promise<Payment | FirstAnswer | null> {
    await this.#database.write(renewOrder, [request.userId, request.orderId, this.#holdSeconds]);
    return super.beginPayment(request, method);
  }
}

/**
 * A hold that ran out can still be bought from until someone else takes the seat: everybody else is shown a
 * free seat meanwhile. Nobody sweeps such holds up. The checks that would refuse it stand in statements, which come too late here, and
 * not in a constraint; none is taken away.
 */
export const saleAfterExpiry: Variant = {
  name: 'sale-after-expiry',
  summary: 'a hold that has run out is renewed by ordering or paying, and the seat is sold on it',
  unmask: [],
  alter({ parts, strategyParts, provider, refunds }) {
    const orders = new RenewingOrders(strategyParts);
    const { seatsFreed } = parts;
    // A sweeper would nearly always be there before the late buyer.
    const chores = parts.chores.filter(({ name }) => name !== 'sweeper');
    return { ...parts, chores, orders, booking: createBooking({ orders, provider, refunds, seatsFreed }) };
  },
};
