import type { Attempt } from '../domain/outcome.ts';
import type { TicketEvents } from '../repositories/ticket-events.ts';
import type { TicketSales } from '../tickets/sales.ts';
import type { Cache } from './cache.ts';
import { pagesOf } from './kinds.ts';

/** The parts at whose hands an event of tickets changes. */
interface Changers {
  ticketEvents: Pick<TicketEvents, 'byId' | 'create' | 'edit'>;
  ticketSales: TicketSales;
}

/** Refused, and yet tickets were taken and given back, or are still taken. */
const moved = new Set(['payment_refused', 'payment_unknown', 'hold_expired']);

/** The same parts, after whom the cache loads anew what they changed, or may have changed. */
export function freshening({ ticketEvents, ticketSales }: Changers, cache: Pick<Cache, 'drop'>): Changers {
  async function after<Answer>(
    eventId: string,
    work: () => Promise<Attempt<Answer>>,
  ): Promise<Attempt<Answer>> {
    const drop = () => cache.drop(pagesOf('quantity', eventId));
    try {
      const attempt = await work();
      if (attempt.kind !== 'refused' || moved.has(attempt.code)) drop();
      return attempt;
    } catch (error) {
      // It may have been done.
      drop();
      throw error;
    }
  }

  return {
    ticketEvents: {
      byId: (eventId) => ticketEvents.byId(eventId),
      // Nobody has a page of an event that is new; the list is dropped with any.
      create: (request) => after('', () => ticketEvents.create(request)),
      edit: (eventId, request) => after(eventId, () => ticketEvents.edit(eventId, request)),
    },
    ticketSales: {
      reserve: (request, method) => after(request.eventId, () => ticketSales.reserve(request, method)),
      async cancel(request) {
        const attempt = await ticketSales.cancel(request);
        if (attempt.kind === 'done') cache.drop(pagesOf('quantity', attempt.answer.eventId));
        return attempt;
      },
      find: (userId, orderId) => ticketSales.find(userId, orderId),
    },
  };
}
