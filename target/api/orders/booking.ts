import type { SeatsFreed } from '../domain/holding.ts';
import {
  type Cancellation,
  type Charge,
  type PaymentMethod,
  type PaymentProvider,
  ProviderSilent,
  type Reservation,
} from '../domain/ordering.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { OrderRequest, Orders } from './orders.ts';
import type { Refunds } from './refunds.ts';

export interface BookingParts {
  orders: Pick<Orders, 'beginPayment' | 'settle' | 'cancel' | 'find' | 'dropPayment' | 'expire'>;
  provider: Pick<PaymentProvider, 'charge'>;
  refunds: Pick<Refunds, 'settleSoon'>;
  seatsFreed: SeatsFreed;
}

/** Turning a pending order into a paid one, and back. Throws Unavailable, OutcomeUnknown or Contended. */
export interface Booking {
  confirm(request: OrderRequest, method: PaymentMethod): Promise<Attempt<Reservation>>;
  cancel(request: OrderRequest): Promise<Attempt<Cancellation>>;
}

/** What confirming comes to for an order that cannot be paid for any more. */
function standing(order: Reservation | null): Attempt<Reservation> {
  if (order === null) return { kind: 'refused', code: 'order_not_found' };
  if (order.status === 'confirmed') return { kind: 'done', answer: order };
  return { kind: 'refused', code: order.status === 'cancelled' ? 'order_cancelled' : 'hold_expired' };
}

/**
 * Reserve, charge, confirm. The payment is written down as `unknown` before the provider is asked, so that
 * whatever dies in between leaves a trace: confirming again goes on under the same key, and a charge whose
 * order is not confirmed in time is given back by {@link Refunds}. An order is acknowledged only after the
 * commit that books its seats. A confirmed order confirmed again is the same order.
 */
export function createBooking({ orders, provider, refunds, seatsFreed }: BookingParts): Booking {
  async function asItStands({ userId, orderId }: OrderRequest): Promise<Attempt<Reservation>> {
    return standing(await orders.find(userId, orderId));
  }

  async function notCancelled(request: OrderRequest): Promise<Attempt<Cancellation>> {
    const found = await asItStands(request);
    if (found.kind === 'refused' && found.code === 'order_not_found') return found;
    // Changed while the statement waited for it, which sees nothing that came after its beginning: confirmed,
    // or cancelled, maybe under this very key.
    const again = await orders.cancel(request);
    if (again !== null) return again;
    return { kind: 'refused', code: found.kind === 'refused' ? found.code : 'order_cancelled' };
  }

  async function charge(asked: Charge): Promise<'charged' | 'refused' | 'void' | 'silent'> {
    try {
      return await provider.charge(asked);
    } catch (error) {
      if (error instanceof ProviderSilent) return 'silent';
      throw error;
    }
  }

  /**
   * Nothing was charged, and nothing will be under this reference. The payment is dropped before the order is
   * looked at: an order that is still pending can then be paid for under another one.
   */
  async function notCharged(
    request: OrderRequest,
    reference: string,
    why: 'refused' | 'void',
  ): Promise<Attempt<Reservation>> {
    await orders.dropPayment(reference);
    const refused = { kind: 'refused', code: 'payment_refused' } as const;
    if (why === 'refused') return refused;
    // Given back meanwhile, because the order was cancelled or ran out: that is the answer, not the payment.
    const order = await orders.find(request.userId, request.orderId);
    return order?.status === 'pending' ? refused : standing(order);
  }

  return {
    async confirm(request, method) {
      const payment = await orders.beginPayment(request, method);
      if (payment === null) return asItStands(request);
      if ('fingerprint' in payment) return { kind: 'remembered', first: payment };
      const { reference, amount } = payment;
      const charged = await charge({ key: reference, amount, method: payment.method });
      if (charged === 'silent') return { kind: 'refused', code: 'payment_unknown' };
      if (charged !== 'charged') return notCharged(request, reference, charged);
      const booked = await orders.settle(request, reference);
      if (booked !== null) return { kind: 'done', answer: booked };
      // Charged, but the order was not there to be confirmed: someone else confirmed it, or it is lost.
      const found = await asItStands(request);
      if (found.kind !== 'done') {
        await orders.expire(request.orderId);
        await refunds.settleSoon(request.orderId);
      }
      return found;
    },

    async cancel(request) {
      const attempt = (await orders.cancel(request)) ?? (await notCancelled(request));
      if (attempt.kind === 'done') {
        await seatsFreed(request.userId, attempt.answer.seatIds);
        await refunds.settleSoon(request.orderId);
      }
      return attempt;
    },
  };
}
