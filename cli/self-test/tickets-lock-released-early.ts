import { acknowledged, processesOf, rowsOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';

/** The next owner of an event's lock reads how many are left before the one before has committed. */
export const ticketsLockReleasedEarly: PlantedBug = {
  variant: 'tickets-lock-released-early',
  summary: 'the lock of an event is given back before the count it guards is committed',
  finding: 'no-oversell',
  settings: { api: 'quantity', strategy: 'redis-lock', fastLayer: false },
  shape: 'rush',
  // More tickets have an order than there are, and nothing was ever held of them.
  shows: (counterexample) =>
    rowsOf(counterexample, 'stock').some(
      ({ total }) => unitsOf(rowsOf(counterexample, 'order', 'confirmed')) > Number(total),
    ) &&
    processesOf(acknowledged(counterexample, 'book')).size > 1 &&
    counterexample.operations.every(({ f }) => f !== 'hold'),
};

function unitsOf(orders: ReturnType<typeof rowsOf>): number {
  return orders.reduce((sum, { quantity }) => sum + Number(quantity ?? 1), 0);
}
