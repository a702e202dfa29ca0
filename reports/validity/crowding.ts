import type { Operation } from '../evidence/history.ts';

/** What the history tells of how crowded a sale was. */
export interface Crowding {
  resources: number;
  /** For the median seat, the buyers who tried; for a pool, the units asked for by each unit there is. */
  medianRivals: number;
  /** Share of the seats, or of the attempts at a pool, on which attempts of different buyers overlapped. */
  overlapping: number;
}

/** Gathers attempts at what is for sale, in the order of their ends. */
export interface Crowd {
  operation(operation: Operation): void;
  summary(): Crowding;
}
