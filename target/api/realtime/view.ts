import type { PlaceOrNone, RoomState, SeatSeen } from './messages.ts';
import { isNewer } from './seat-order.ts';

/** The answer of the snapshot route, as far as a view needs it. */
export interface Snapshot {
  place: PlaceOrNone;
  seats: readonly SeatSeen[];
}

/**
 * An event's seats as one client knows them: a snapshot and what was told later. The rules for clients in code;
 * it needs nothing but itself.
 */
export class RoomView {
  readonly seats = new Map<string, SeatSeen>();
  /** What never came, and what came again. */
  missed = 0;
  repeated = 0;
  /** A snapshot has to be asked for: some of what was told is not known. */
  stale = true;
  #epoch: string | null = null;
  /** The last number heard. */
  #sequence = 0;
  /** The snapshot has to be of this number or a later one. */
  #needed = 0;

  /** Where the room stands: what was told before is to be had from a snapshot alone. */
  stateTold({ epoch, sequence }: RoomState): void {
    this.#begin(epoch, sequence ?? 0);
  }

  /** A numbered message came; `seats` when it was of seats. */
  told({ epoch, sequence }: PlaceOrNone, seats: readonly SeatSeen[]): void {
    if (epoch !== null) this.#count(epoch, sequence);
    this.#apply(seats);
  }

  /** A snapshot came. What it does not cover has to be asked for again. */
  snapshotTaken({ place, seats }: Snapshot): void {
    this.#apply(seats);
    // Without a line there is nothing to compare with: it is good until the next one.
    if (place.epoch === null || this.#epoch === null) return;
    if (place.epoch === this.#epoch) this.stale &&= place.sequence < this.#needed;
    else this.#begin(place.epoch, place.sequence);
  }

  #begin(epoch: string | null, sequence: number): void {
    this.#epoch = epoch;
    this.#sequence = sequence;
    this.#needed = sequence;
    this.stale = true;
  }

  #count(epoch: string, sequence: number): void {
    if (epoch !== this.#epoch) {
      this.#begin(epoch, sequence);
    } else if (sequence <= this.#sequence) {
      this.repeated += 1;
    } else {
      const gap = sequence - this.#sequence - 1;
      this.missed += gap;
      if (gap > 0) {
        this.#needed = sequence - 1;
        this.stale = true;
      }
      this.#sequence = sequence;
    }
  }

  #apply(seats: readonly SeatSeen[]): void {
    for (const seat of seats) if (isNewer(seat, this.seats.get(seat.id))) this.seats.set(seat.id, seat);
  }
}
