import { acknowledgeBeforeCommit } from './acknowledge-before-commit.ts';
import { holdInRedisOnly } from './hold-in-redis-only.ts';
import type { PlantedBug } from './planted-bug.ts';
import { seatCheckWithoutLock } from './seat-check-without-lock.ts';

/** Every planted bug, in the order in which they are tried. */
export const plantedBugs: readonly PlantedBug[] = [
  seatCheckWithoutLock,
  acknowledgeBeforeCommit,
  holdInRedisOnly,
];
