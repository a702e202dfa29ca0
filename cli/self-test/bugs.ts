import { acknowledgeBeforeCommit } from './acknowledge-before-commit.ts';
import { answerWithoutRow } from './answer-without-row.ts';
import { cancelByAnyone } from './cancel-by-anyone.ts';
import { chargeKept } from './charge-kept.ts';
import { chargeOffPrice } from './charge-off-price.ts';
import { holdInRedisOnly } from './hold-in-redis-only.ts';
import { lockOfAnotherReleased } from './lock-of-another-released.ts';
import { lockReleasedBeforeCommit } from './lock-released-before-commit.ts';
import type { PlantedBug } from './planted-bug.ts';
import { replayBooksAgain } from './replay-books-again.ts';
import { saleAfterExpiry } from './sale-after-expiry.ts';
import { seatCheckWithoutLock } from './seat-check-without-lock.ts';
import { stockInMemory } from './stock-in-memory.ts';
import { sweeperFreesBooked } from './sweeper-frees-booked.ts';
import { ticketsLockReleasedEarly } from './tickets-lock-released-early.ts';
import { versionNotCompared } from './version-not-compared.ts';

/** Every planted bug, in the order in which they are tried. */
export const plantedBugs: readonly PlantedBug[] = [
  seatCheckWithoutLock,
  versionNotCompared,
  lockReleasedBeforeCommit,
  lockOfAnotherReleased,
  stockInMemory,
  sweeperFreesBooked,
  acknowledgeBeforeCommit,
  answerWithoutRow,
  cancelByAnyone,
  holdInRedisOnly,
  saleAfterExpiry,
  replayBooksAgain,
  chargeOffPrice,
  chargeKept,
  ticketsLockReleasedEarly,
];
