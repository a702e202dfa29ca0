import type { Cancellation, Reservation } from './ordering.ts';
import type { Attempt, Remember } from './outcome.ts';

/** Some tickets of one type, wanted by one buyer, all or nothing. */
export interface TicketRequest {
  userId: string;
  eventId: string;
  /** Null: the event's only one. */
  ticketTypeId: string | null;
  quantity: number;
  remember: Remember | null;
}

/** The order that has the tickets: it waits to be paid for, unless it was under way or done before. */
export interface Taken {
  orderId: string;
}

/**
 * A way to take tickets out of a pool that many want to take from. Whatever it does before, PostgreSQL alone
 * decides: what is left of a pool is a number in one row, and never less than nothing.
 *
 * Taking again under the same key finds the same order. Throws Unavailable, OutcomeUnknown or Contended.
 */
export interface TicketStrategy {
  readonly name: string;
  take(request: TicketRequest): Promise<Attempt<Taken>>;
}

/** An order of tickets as its buyer sees it. It has no seats. */
export interface TicketReservation extends Reservation {
  ticketTypeId: string;
  quantity: number;
}

/** A cancelled one and what its buyer gets back. */
export interface TicketCancellation extends TicketReservation, Cancellation {}
