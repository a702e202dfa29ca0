import type { Database, Statement } from '../database/database.ts';
import { type PaymentProvider, ProviderSilent } from '../domain/ordering.ts';
import { giveBack } from './give-back.ts';

/** Payments whose order will never be confirmed; those another instance has in hand are left to it. */
const nextDue: Statement = {
  name: 'next-due-refund',
  text: `
SELECT p.id::text AS id, p.reference::text AS reference
  FROM payments p JOIN orders o ON o.id = p.order_id
 WHERE p.id > $1 AND ($2::bigint IS NULL OR p.order_id = $2)
   AND (p.state = 'unknown' OR (p.state = 'charged' AND p.refund_due))
   AND o.status IN ('cancelled', 'expired')
 ORDER BY p.id LIMIT 1 FOR UPDATE OF p SKIP LOCKED`,
};
const markRefunded: Statement = {
  name: 'mark-refunded',
  text: `UPDATE payments SET state = 'refunded', refund_due = false, updated_at = now() WHERE id = $1`,
};
const forgetPayment: Statement = { name: 'forget-payment', text: 'DELETE FROM payments WHERE id = $1' };
const expireOverdue: Statement = {
  name: 'expire-overdue',
  text: `
WITH overdue AS (
    SELECT id FROM orders WHERE status = 'pending' AND expires_at <= now()
     ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED),
  o AS (UPDATE orders SET status = 'expired' WHERE id IN (SELECT id FROM overdue) RETURNING id),
  dead AS (
    UPDATE order_lines SET live = false WHERE live AND order_id IN (SELECT id FROM o)
    RETURNING ticket_type_id, quantity),
  ${giveBack}
SELECT count(*)::integer AS expired FROM o`,
};

interface Refunded {
  id: string;
  /** Of an error, the payment stays due. */
  ended: 'refunded' | 'nothing-charged' | ProviderSilent;
}

const ordersARound = 500;
/** One refund that gets no answer does not keep the others waiting; after so many, nobody answers. */
const mostSilent = 3;

/**
 * Gives back what was charged without a confirmed order. Safe on every instance at once: a payment in hand
 * is locked, and the provider's refunds are idempotent by key.
 */
export class Refunds {
  readonly #database: Database;
  readonly #provider: PaymentProvider;
  readonly #onError: (error: unknown) => void;

  /** `onError` hears of refunds that have to wait for the next round. */
  constructor(database: Database, provider: PaymentProvider, onError: (error: unknown) => void) {
    this.#database = database;
    this.#provider = provider;
    this.#onError = onError;
  }

  /**
   * Expires overdue orders, then refunds all that is due; answers how many refunds were settled. Throws
   * ProviderSilent when the provider answered several refunds in a row with nothing.
   */
  async settleAll(): Promise<number> {
    await this.#expireAll();
    let settled = 0;
    let silent = 0;
    let after = '0';
    for (;;) {
      const done = await this.#settleNext(after, null);
      if (done === null) return settled;
      after = done.id;
      if (!(done.ended instanceof ProviderSilent)) {
        settled += 1;
        silent = 0;
        continue;
      }
      this.#onError(done.ended);
      silent += 1;
      if (silent === mostSilent) throw done.ended;
    }
  }

  /** Refunds one order's payment now if it can; what fails is left to the next round. */
  async settleSoon(orderId: string): Promise<void> {
    try {
      const done = await this.#settleNext('0', orderId);
      if (done?.ended instanceof ProviderSilent) this.#onError(done.ended);
    } catch (error) {
      this.#onError(error);
    }
  }

  async #expireAll(): Promise<void> {
    for (;;) {
      const [row] = await this.#database.write<{ expired: number }>(expireOverdue, [ordersARound]);
      if (row?.expired !== ordersARound) return;
    }
  }

  /** Null when nothing is due after that payment. */
  #settleNext(after: string, orderId: string | null): Promise<Refunded | null> {
    return this.#database.transaction<Refunded | null>(async (run) => {
      const [due] = await run<{ id: string; reference: string }>(nextDue, [after, orderId]);
      if (due === undefined) return { result: null, keep: false };
      const ended = await this.#ask(due.reference);
      if (ended instanceof ProviderSilent) return { result: { id: due.id, ended }, keep: false };
      await run(ended === 'refunded' ? markRefunded : forgetPayment, [due.id]);
      return { result: { id: due.id, ended }, keep: true };
    });
  }

  async #ask(reference: string): Promise<Refunded['ended']> {
    try {
      return await this.#provider.refund(reference);
    } catch (error) {
      if (error instanceof ProviderSilent) return error;
      throw error;
    }
  }
}
