import { acknowledgeBeforeCommit } from './acknowledge-before-commit.ts';
import { holdInRedisOnly } from './hold-in-redis-only.ts';
import { seatCheckWithoutLock } from './seat-check-without-lock.ts';
import type { Variant } from './variant.ts';

/** Every planted bug. */
export const variants: readonly Variant[] = [seatCheckWithoutLock, acknowledgeBeforeCommit, holdInRedisOnly];
