import type { PlantedBug } from './planted-bug.ts';
import { soldToRivals } from './rivals.ts';

/** Who had the lock and lost it frees it for a third, while the second works under it. */
export const lockOfAnotherReleased: PlantedBug = {
  variant: 'lock-of-another-released',
  summary: 'a lock that ran out is given back by its former owner: the next one’s',
  finding: 'no-double-booking',
  settings: { strategy: 'redis-lock', fastLayer: false },
  shape: 'rush',
  shows: soldToRivals,
};
