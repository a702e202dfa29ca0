import type { Database, Statement } from '../database/database.ts';
import { violates } from '../database/outage.ts';
import type { HoldRequest } from '../domain/holding.ts';
import type { Cancellation, PaymentMethod, Reservation } from '../domain/ordering.ts';
import type { Attempt, FirstAnswer, Remember } from '../domain/outcome.ts';
import type { ProblemCode } from '../domain/problems.ts';
import * as sql from './statements.ts';

/** A payment that is written down and may now be charged under `reference`. Amount in minor units. */
export interface Payment {
  reference: string;
  amount: number;
  method: PaymentMethod;
}

/** One user's order, and the key under which something is done to it. */
export interface OrderRequest {
  userId: string;
  orderId: string;
  remember: Remember | null;
}

interface Row<Answer> {
  answer: Answer | null;
  refusal?: ProblemCode | null;
  first?: FirstAnswer | null;
}

/** Longer than the provider's time-out, with time left to confirm. */
const paySeconds = 15;
/** After the order. A hold that lasts longer than this anyway is not shortened. */
const mostPaySeconds = 900;
const tries = 3;

/** Orders in PostgreSQL; every method is one statement. Throws Unavailable, OutcomeUnknown or Contended. */
export class Orders {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A pending order of seats the buyer holds; refused with `hold_expired` otherwise. */
  async create(request: HoldRequest): Promise<Attempt<Reservation>> {
    const { userId, eventId, seatIds, remember } = request;
    const rows = await this.#untilUncontended<Row<Reservation>>(sql.createOrder, [
      userId,
      eventId,
      seatIds,
      remember?.key ?? null,
      remember?.fingerprint ?? null,
    ]);
    return attemptOf(rows[0]) ?? { kind: 'refused', code: 'hold_expired' };
  }

  /** The payment to charge; the first answer under this key; or null when the order cannot be paid for now. */
  async beginPayment(
    { userId, orderId, remember }: OrderRequest,
    method: PaymentMethod,
  ): Promise<Payment | FirstAnswer | null> {
    const key = remember?.key ?? null;
    const rows = await this.#database.write<Payment & { first: FirstAnswer | null }>(sql.beginPayment, [
      userId,
      orderId,
      method,
      paySeconds,
      key,
      mostPaySeconds,
    ]);
    const [row] = rows;
    if (row?.first) return row.first;
    return row?.reference ? { reference: row.reference, amount: row.amount, method: row.method } : null;
  }

  /** The confirmed order; null when it was not there to be confirmed any more. */
  async settle({ userId, orderId, remember }: OrderRequest, reference: string): Promise<Reservation | null> {
    const rows = await this.#database.write<Row<Reservation>>(sql.settleOrder, [
      userId,
      orderId,
      reference,
      remember?.key ?? null,
      remember?.fingerprint ?? null,
    ]);
    return rows[0]?.answer ?? null;
  }

  /** Null when the order is not pending or confirmed. */
  async cancel({ userId, orderId, remember }: OrderRequest): Promise<Attempt<Cancellation> | null> {
    const rows = await this.#database.write<Row<Cancellation>>(sql.cancelOrder, [
      userId,
      orderId,
      remember?.key ?? null,
      remember?.fingerprint ?? null,
    ]);
    return attemptOf(rows[0]);
  }

  /** Null when the user has no such order. */
  async find(userId: string, orderId: string): Promise<Reservation | null> {
    const rows = await this.#database.read<Row<Reservation>>(sql.findOrder, [orderId, userId]);
    return rows[0]?.answer ?? null;
  }

  /** Newest first. */
  async list(userId: string, limit: number): Promise<Reservation[]> {
    const rows = await this.#database.read<{ answer: Reservation }>(sql.listOrders, [userId, limit]);
    return rows.map((row) => row.answer);
  }

  /** Null when there is no payment under that reference. */
  async payment(reference: string): Promise<{ userId: string; orderId: string; amount: number } | null> {
    const rows = await this.#database.read<{ userId: string; orderId: string; amount: number }>(
      sql.findPayment,
      [reference],
    );
    return rows[0] ?? null;
  }

  async dropPayment(reference: string): Promise<void> {
    await this.#database.write(sql.dropPayment, [reference]);
  }

  async expire(orderId: string): Promise<void> {
    await this.#database.write(sql.expireOrder, [orderId]);
  }

  /**
   * Two orders of one buyer for the same seats at one instant: the later does not yet see the earlier's
   * lines and runs into the index that guards them. On another try it sees them.
   */
  async #untilUncontended<Answer>(
    statement: Statement,
    values: Parameters<Database['write']>[1],
  ): Promise<Answer[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#database.write<Answer>(statement, values);
      } catch (error) {
        if (!violates(error, 'order_lines_live_seat') || attempt === tries) throw error;
      }
    }
  }
}

function attemptOf<Answer>(row: Row<Answer> | undefined): Attempt<Answer> | null {
  if (row?.answer) return { kind: 'done', answer: row.answer };
  if (row?.first) return { kind: 'remembered', first: row.first };
  if (row?.refusal) return { kind: 'refused', code: row.refusal };
  return null;
}
