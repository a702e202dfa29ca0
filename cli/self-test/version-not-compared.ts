import type { PlantedBug } from './planted-bug.ts';
import { soldToRivals } from './rivals.ts';

/** Optimistic locking that reads, compares and writes in three steps. */
export const versionNotCompared: PlantedBug = {
  variant: 'version-not-compared',
  summary: 'a seat’s version is compared in the application, and not by the write',
  finding: 'no-double-booking',
  settings: { strategy: 'atomic-update', fastLayer: false },
  shape: 'rush',
  shows: soldToRivals,
};
