import { acknowledged, processesOf, rowsOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Nobody asks whose order is being cancelled. */
export const cancelByAnyone: PlantedBug = {
  variant: 'cancel-by-anyone',
  summary: 'an order is cancelled by whoever names it',
  finding: 'no-lost-booking',
  settings: { strategy: 'row-lock', fastLayer: true },
  shape: 'intruders',
  shows: (counterexample) => {
    const bookers = processesOf(acknowledged(counterexample, 'book'));
    const cancelled = acknowledged(counterexample, 'cancel');
    return (
      bookers.size > 0 &&
      cancelled.some(({ process }) => !bookers.has(process)) &&
      rowsOf(counterexample, 'order', 'cancelled').length > 0
    );
  },
};
