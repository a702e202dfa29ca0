import { acknowledged, processesOf, rowsOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';

/** The next owner of an event's lock reads how many are left before the one before has committed. */
export const ticketsLockReleasedEarly: PlantedBug = {
  variant: 'tickets-lock-released-early',
  summary: 'the lock of an event is given back before the count it guards is committed',
  finding: 'no-oversell',
  settings: { api: 'quantity', strategy: 'redis-lock', fastLayer: false },
  shape: 'rush',
  // More tickets are sold than there are, to several who have orders of them, and nothing was ever held.
  shows: (counterexample) =>
    rowsOf(counterexample, 'stock').some(({ sold, total }) => Number(sold) > Number(total)) &&
    rowsOf(counterexample, 'order', 'confirmed').length > 1 &&
    processesOf(acknowledged(counterexample, 'book')).size > 1 &&
    counterexample.operations.every(({ f }) => f !== 'hold'),
};
