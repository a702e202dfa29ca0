import type { PlantedBug } from './planted-bug.ts';
import { soldToRivals } from './rivals.ts';

/** The next owner of the lock reads what the one before has not committed yet. */
export const lockReleasedBeforeCommit: PlantedBug = {
  variant: 'lock-released-before-commit',
  summary: 'the lock in Redis is given back before the commit it guards',
  finding: 'no-double-booking',
  settings: { strategy: 'redis-lock', fastLayer: false },
  shape: 'rush',
  shows: soldToRivals,
};
