/** How an order may be paid for. PostgreSQL knows the same list (`payments_method_known`). */
export const paymentMethods = ['card', 'transfer', 'wallet'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

/** An order as its buyer sees it. Amounts are in minor units of the currency. */
export interface Reservation {
  id: string;
  eventId: string;
  seatIds: string[];
  status: 'pending' | 'confirmed' | 'cancelled' | 'expired';
  amount: number;
  /** Null until paying for it began. */
  method: PaymentMethod | null;
  expiresAt: string | null;
  createdAt: string;
}

/** A cancelled order and what its buyer gets back. */
export interface Cancellation extends Reservation {
  refunded: number;
}

/** What the provider is asked for. Amount in minor units. */
export interface Charge {
  key: string;
  amount: number;
  method: PaymentMethod;
}

/**
 * Takes money and gives it back, both idempotent by `key`. Throws {@link ProviderSilent} when there was no
 * answer: then it may have happened.
 */
export interface PaymentProvider {
  /** `refused`: for good, under this key. `void`: the key was given back before, so nothing is charged under it, now or ever. */
  charge(charge: Charge): Promise<'charged' | 'refused' | 'void'>;
  /** After this, no later charge under the key can succeed. */
  refund(key: string): Promise<'refunded' | 'nothing-charged'>;
}

/** What the provider says, after the fact, that came of a charge. */
export interface ChargeReport {
  key: string;
  amount: number;
  state: 'charged' | 'refused';
}

/** Hears what the provider calls back with, any number of times. Throws Unavailable, OutcomeUnknown, Contended. */
export interface PaymentCallbacks {
  /** `unknown`: there is no payment of that key and amount. */
  heard(report: ChargeReport): Promise<'heard' | 'unknown'>;
}

/** The provider did not answer, or not in a way that settles anything. */
export class ProviderSilent extends Error {
  override name = 'ProviderSilent';
}
