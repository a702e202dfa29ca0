import type { SeatSeen } from './messages.ts';

/** Whether what is seen of a seat is later than what is known of it; see {@link SeatSeen}. */
export function isNewer(seen: SeatSeen, known: SeatSeen | undefined): boolean {
  if (known === undefined || seen.version > known.version) return true;
  return seen.version === known.version && seen.status === 'available' && known.status !== 'available';
}
