import type { Attempt } from '../domain/outcome.ts';
import type {
  TicketCancellation,
  TicketRequest,
  TicketReservation,
  TicketStrategy,
} from '../domain/ticketing.ts';
import { type BookingParts, createBooking } from '../orders/booking.ts';
import type { OrderRequest, Payment } from '../orders/orders.ts';
import type { TicketOrders } from './ticket-orders.ts';

export interface SalesParts extends Pick<BookingParts, 'provider' | 'refunds'> {
  strategy: TicketStrategy;
  orders: TicketOrders;
}

/** Selling out of a pool. Throws Unavailable, OutcomeUnknown or Contended. */
export interface TicketSales {
  /** Takes, charges and confirms: one operation for the buyer. */
  reserve(request: TicketRequest, method: Payment['method']): Promise<Attempt<TicketReservation>>;
  cancel(request: OrderRequest): Promise<Attempt<TicketCancellation>>;
  /** Null when the user has no such reservation. */
  find(userId: string, orderId: string): Promise<TicketReservation | null>;
}

/**
 * The tickets are taken first and paid for then, so that nobody pays for what is not there; they go back to the
 * pool when the payment is refused, and when nobody has paid in time. Sent again with its key, a reservation
 * goes on where the first came to: one key, one order, one charge.
 */
export function createTicketSales({ strategy, orders, provider, refunds }: SalesParts): TicketSales {
  const booking = createBooking({ orders, provider, refunds, seatsFreed: async () => {} });
  return {
    async reserve(request, method) {
      const attempt = await strategy.take(request);
      if (attempt.kind !== 'done') return attempt;
      const { userId, remember } = request;
      // Booking answers with the orders it was given.
      return (await booking.confirm(
        { userId, orderId: attempt.answer.orderId, remember },
        method,
      )) as Attempt<TicketReservation>;
    },
    cancel: async (request) => (await booking.cancel(request)) as Attempt<TicketCancellation>,
    find: (userId, orderId) => orders.find(userId, orderId),
  };
}
