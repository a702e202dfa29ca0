import { acknowledgeBeforeCommit } from './acknowledge-before-commit.ts';
import { answerWithoutRow } from './answer-without-row.ts';
import { cancelByAnyone } from './cancel-by-anyone.ts';
import { chargeKept } from './charge-kept.ts';
import { chargeOffPrice } from './charge-off-price.ts';
import { holdInRedisOnly } from './hold-in-redis-only.ts';
import { lockOfAnotherReleased } from './lock-of-another-released.ts';
import { lockReleasedBeforeCommit } from './lock-released-before-commit.ts';
import { queuePlacesNeverRunOut } from './queue-places-never-run-out.ts';
import { queuePoppedInTwoSteps } from './queue-popped-in-two-steps.ts';
import { queueResetByFlush } from './queue-reset-by-flush.ts';
import { queueScoredByClock } from './queue-scored-by-clock.ts';
import { realtimeAlone } from './realtime-alone.ts';
import { realtimeDropsUpdates } from './realtime-drops-updates.ts';
import { realtimeInstanceCut } from './realtime-instance-cut.ts';
import { replayBooksAgain } from './replay-books-again.ts';
import { saleAfterExpiry } from './sale-after-expiry.ts';
import { seatCheckWithoutLock } from './seat-check-without-lock.ts';
import { sessionLosesSeats } from './session-loses-seats.ts';
import { stockInMemory } from './stock-in-memory.ts';
import { sweeperFreesBooked } from './sweeper-frees-booked.ts';
import { ticketsLockReleasedEarly } from './tickets-lock-released-early.ts';
import type { Variant } from './variant.ts';
import { versionNotCompared } from './version-not-compared.ts';

/** Every planted bug. */
export const variants: readonly Variant[] = [
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
  queuePoppedInTwoSteps,
  queueScoredByClock,
  queuePlacesNeverRunOut,
  queueResetByFlush,
  realtimeDropsUpdates,
  realtimeInstanceCut,
  realtimeAlone,
  sessionLosesSeats,
];
