import type { Demand, HookIo, Sale } from './client.ts';
import { get, pagesOf } from './hook-requests.ts';
import { registered } from './registering.ts';

interface Seat {
  id: string;
  price: number;
  status: string;
}

/** Where an API lists what it sells seats of, and what it calls the list. */
export interface SeatSales {
  path: string;
  key: string;
}

/**
 * The free seats of whatever is on sale and has enough of them: they must be free, so that the run's own buyers
 * alone decide who gets them. Throws a TypeError when nothing has.
 */
export async function saleOfFreeSeats(io: HookIo, demand: Demand, { path, key }: SeatSales): Promise<Sale> {
  let most = 0;
  for await (const { id, status } of pagesOf<{ id: string; status: string }>(io, path, key)) {
    if (status !== 'on_sale') continue;
    const { seats } = (await get(io, `${path}/${id}/seats`, `GET ${path}/:id/seats`)) as { seats: Seat[] };
    const free = seats.filter((seat) => seat.status === 'available');
    if (free.length >= demand.inventory) {
      return {
        event: id,
        resources: free
          .slice(0, demand.inventory)
          .map((seat) => ({ id: seat.id, quantity: 1, price: seat.price })),
        buyers: await registered(io, demand),
      };
    }
    most = Math.max(most, free.length);
  }
  throw new TypeError(
    `no event on sale at ${io.baseUrl} has ${demand.inventory} free seats (the most is ${most}): add one, or ask for fewer with --seats`,
  );
}
