/** What anybody may know of a seat. */
export type SeatStatus = 'available' | 'held' | 'booked';

export interface SeatChange {
  id: string;
  status: SeatStatus;
}

/**
 * Told of seats that changed, by the instance that changed them and after the commit. Never fails and never
 * waits: a sale does not depend on who looks on.
 *
 * A change is told at most once, and not at all by an instance that dies between its commit and this call,
 * or that never learned how the commit ended: who must have them all looks at the seat map as well.
 */
export interface SeatChanges {
  changed(eventId: string, seats: readonly SeatChange[]): void;
}

/** These seats, all with one status. */
export function seatsNow(status: SeatStatus, seatIds: readonly string[]): SeatChange[] {
  return seatIds.map((id) => ({ id, status }));
}
