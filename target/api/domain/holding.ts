import type { Attempt, Remember } from './outcome.ts';

/** One to four seats of one event, wanted by one buyer, all or nothing. Seat ids are distinct. */
export interface HoldRequest {
  userId: string;
  eventId: string;
  seatIds: readonly string[];
  remember: Remember | null;
}

/** The buyer's seats until `heldUntil` (ISO 8601, the database's clock), `ttlMs` from the first answer on. */
export interface Hold {
  eventId: string;
  seatIds: string[];
  heldUntil: string;
  ttlMs: number;
}

export interface Released {
  eventId: string;
  released: string[];
}

/**
 * A way to give seats to one of many rivals. Whatever it does before, PostgreSQL alone decides.
 *
 * Holding again what one holds gives the same hold, with its old end. Throws Unavailable, OutcomeUnknown or
 * Contended.
 */
export interface SeatStrategy {
  readonly name: string;
  hold(request: HoldRequest): Promise<Attempt<Hold>>;
}

/** Told when seats are free again before their time, so that nothing in front of the database refuses them. */
export type SeatsFreed = (userId: string, seatIds: readonly string[]) => Promise<void>;
