import type { PlantedBug } from './planted-bug.ts';
import { soldToRivals } from './rivals.ts';

/** Reads that a seat is free, then takes it, with no lock between; the unique index is away. */
export const seatCheckWithoutLock: PlantedBug = {
  variant: 'seat-check-without-lock',
  summary: 'a seat is checked, then taken, without a lock; the unique index is away',
  finding: 'no-double-booking',
  settings: { strategy: 'row-lock', fastLayer: false },
  shape: 'rush',
  shows: soldToRivals,
};
