import { evidenceOf, type PlantedBug } from './planted-bug.ts';

/** The next owner of the lock reads what the one before has not committed yet. */
export const lockReleasedBeforeCommit: PlantedBug = {
  variant: 'lock-released-before-commit',
  summary: 'the lock in Redis is given back before the commit it guards',
  finding: 'no-double-booking',
  settings: { strategy: 'redis-lock', fastLayer: false },
  shape: 'rush',
  names: evidenceOf({ operations: 2, rows: ['order'] }),
};
