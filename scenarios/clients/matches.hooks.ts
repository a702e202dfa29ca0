import type { ClientHooks, Demand, HookIo, Sale } from './client.ts';
import { saleOfFreeSeats } from './free-seats.ts';

/**
 * For a system of this dialect that is up and that we did not seed: buyers are registered, and what is sold is
 * the free seats of a match that is on sale. It cannot be reset over its public API.
 */
export const hooks = {
  seed: (io: HookIo, demand: Demand): Promise<Sale> =>
    saleOfFreeSeats(io, demand, { path: '/api/matches', key: 'matches' }),
} satisfies ClientHooks;
