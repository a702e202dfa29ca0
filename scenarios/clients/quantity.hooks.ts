import type { ClientHooks, Demand, HookIo, Sale } from './client.ts';
import { get, pagesOf } from './hook-requests.ts';
import { registered } from './registering.ts';

interface TicketType {
  id: string;
  price: number;
  available: number;
}

/**
 * For a system of this dialect that is up and that we did not seed: buyers are registered, and what is sold is
 * what is left of a ticket type, exactly so many, since a pool cannot be sold out in part. It cannot be reset
 * over its public API.
 */
export const hooks = {
  async seed(io: HookIo, demand: Demand): Promise<Sale> {
    const left: number[] = [];
    for await (const event of pagesOf<{ id: string; status: string }>(io, '/api/events', 'events')) {
      if (event.status !== 'on_sale') continue;
      const { ticketTypes } = (await get(io, `/api/events/${event.id}`, 'GET /api/events/:id')) as {
        ticketTypes: TicketType[];
      };
      const type = ticketTypes.find(({ available }) => available === demand.inventory);
      if (type !== undefined) {
        const resources = [{ id: type.id, quantity: type.available, price: type.price }];
        return { event: event.id, resources, buyers: await registered(io, demand) };
      }
      left.push(...ticketTypes.map(({ available }) => available));
    }
    const there = left.length === 0 ? 'nothing is on sale' : `there are ${left.join(', ')}`;
    throw new TypeError(
      `no ticket type on sale at ${io.baseUrl} has exactly ${demand.inventory} left (${there}): add one, or ask for what there is with --seats`,
    );
  },
} satisfies ClientHooks;
