import type { Database, Statement } from '../database/database.ts';
import { type PaymentProvider, ProviderSilent } from '../domain/ordering.ts';
import { giveBack } from './give-back.ts';

/**
 * The first payment whose order will never be confirmed, after $1, of the order $2 or of any; taken in hand for
 * $3 seconds. What another instance has in hand is left to it.
 */
const takeDue: Statement = {
  name: 'take-due-refund',
  text: `
WITH due AS (
    SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id
     WHERE p.id > $1 AND ($2::bigint IS NULL OR p.order_id = $2)
       AND (p.state = 'unknown' OR (p.state = 'charged' AND p.refund_due))
       AND o.status IN ('cancelled', 'expired')
       AND (p.refund_lease IS NULL OR p.refund_lease <= now())
     ORDER BY p.id LIMIT 1 FOR UPDATE OF p SKIP LOCKED)
UPDATE payments p SET refund_lease = now() + make_interval(secs => $3) FROM due WHERE p.id = due.id
RETURNING p.id::text AS id, p.reference::text AS reference`,
};
const letGo: Statement = {
  name: 'let-go-of-refund',
  text: 'UPDATE payments SET refund_lease = NULL WHERE id = $1',
};
const markRefunded: Statement = {
  name: 'mark-refunded',
  text: `UPDATE payments SET state = 'refunded', refund_due = false, refund_lease = NULL, updated_at = now()
          WHERE id = $1`,
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
/** Longer than the provider is waited for, with time left to note what it said. */
const leaseSeconds = 10;

/**
 * Gives back what was charged without a confirmed order. Safe on every instance at once: a payment is taken in
 * hand for a time, by the database's clock, and the provider's refunds are idempotent by key. No connection is
 * held while the provider is waited for, or a slow one would take them all.
 */
export class Refunds {
  readonly #database: Pick<Database, 'write'>;
  readonly #provider: Pick<PaymentProvider, 'refund'>;
  readonly #onError: (error: unknown) => void;

  /** `onError` hears of refunds that have to wait for the next round. */
  constructor(
    database: Pick<Database, 'write'>,
    provider: Pick<PaymentProvider, 'refund'>,
    onError: (error: unknown) => void,
  ) {
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
  async #settleNext(after: string, orderId: string | null): Promise<Refunded | null> {
    const [due] = await this.#database.write<{ id: string; reference: string }>(takeDue, [
      after,
      orderId,
      leaseSeconds,
    ]);
    if (due === undefined) return null;
    const ended = await this.#ask(due.reference);
    await this.#database.write(noted(ended), [due.id]);
    return { id: due.id, ended };
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

function noted(ended: Refunded['ended']): Statement {
  if (ended instanceof ProviderSilent) return letGo;
  return ended === 'refunded' ? markRefunded : forgetPayment;
}
