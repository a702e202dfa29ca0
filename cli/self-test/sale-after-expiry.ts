import { acknowledged, processesOf, seconds } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';
import { shapes } from './shapes.ts';

const lifetime = seconds(shapes.late.holdSeconds);

/** A hold that ran out is renewed by ordering on it. */
export const saleAfterExpiry: PlantedBug = {
  variant: 'sale-after-expiry',
  summary: 'a seat is sold on a hold that has run out',
  finding: 'hold-exclusive',
  settings: { strategy: 'atomic-update', fastLayer: false },
  shape: 'late',
  shows: (counterexample) => {
    const holds = acknowledged(counterexample, 'hold');
    const alone = processesOf(counterexample.operations).size === 1;
    const paidAfter = (end: number) =>
      acknowledged(counterexample, 'book').some(({ invoked }) => invoked > end);
    return alone && holds.length > 0 && holds.every(({ ended }) => paidAfter(ended + lifetime));
  },
};
