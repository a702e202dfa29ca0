import type { Database } from '../database/database.ts';
import type { Attempt, FirstAnswer } from '../domain/outcome.ts';
import type { TicketCancellation, TicketReservation } from '../domain/ticketing.ts';
import type { OrderRequest, Payment } from '../orders/orders.ts';
import { findPayment } from '../orders/statements.ts';
import * as sql from './statements.ts';

/** Longer than the provider's time-out, with time left to confirm. */
export const paySeconds = 15;

interface Row<Answer> {
  answer: Answer | null;
  first?: FirstAnswer | null;
}

/**
 * Orders of tickets, from their payment on: what booking does to any order, in statements of pools. Every
 * method is one statement. Throws Unavailable, OutcomeUnknown or Contended.
 */
export class TicketOrders {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The payment to charge; the first answer under this key; or null when the order cannot be paid for now. */
  async beginPayment(
    { userId, orderId, remember }: OrderRequest,
    method: Payment['method'],
  ): Promise<Payment | FirstAnswer | null> {
    const values = [userId, orderId, method, paySeconds, remember?.key ?? null];
    const [row] = await this.#database.write<Payment & { first: FirstAnswer | null }>(
      sql.beginTicketPayment,
      values,
    );
    if (row?.first) return row.first;
    return row?.reference ? { reference: row.reference, amount: row.amount, method: row.method } : null;
  }

  /** The confirmed order; null when it was not there to be confirmed any more. */
  async settle(
    { userId, orderId, remember }: OrderRequest,
    reference: string,
  ): Promise<TicketReservation | null> {
    const values = [userId, orderId, reference, remember?.key ?? null, remember?.fingerprint ?? null];
    const [row] = await this.#database.write<Row<TicketReservation>>(sql.settleTickets, values);
    return row?.answer ?? null;
  }

  /** Null when the order is not pending or confirmed. */
  async cancel({ userId, orderId, remember }: OrderRequest): Promise<Attempt<TicketCancellation> | null> {
    const values = [userId, orderId, remember?.key ?? null, remember?.fingerprint ?? null];
    const [row] = await this.#database.write<Row<TicketCancellation>>(sql.cancelTickets, values);
    if (row?.answer) return { kind: 'done', answer: row.answer };
    return row?.first ? { kind: 'remembered', first: row.first } : null;
  }

  /** Null when the user has no such order. */
  async find(userId: string, orderId: string): Promise<TicketReservation | null> {
    const [row] = await this.#database.read<Row<TicketReservation>>(sql.findTickets, [orderId, userId]);
    return row?.answer ?? null;
  }

  /** Null when there is no payment under that reference. */
  async payment(reference: string): Promise<{ userId: string; orderId: string; amount: number } | null> {
    const [row] = await this.#database.read<{ userId: string; orderId: string; amount: number }>(
      findPayment,
      [reference],
    );
    return row ?? null;
  }

  /** The charge was refused: what was taken for it goes back to the pool. */
  async dropPayment(reference: string): Promise<void> {
    await this.#database.write(sql.undoTaking, [reference]);
  }

  async expire(orderId: string): Promise<void> {
    await this.#database.write(sql.expireTickets, [orderId]);
  }
}
