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
  shows: (counterexample, all) => {
    const holds = acknowledged(counterexample, 'hold');
    // Where a hold keeps nobody else out, who comes late is no worse off than who comes in time.
    const areExclusive = all.every((each) => processesOf(acknowledged(each, 'hold')).size <= 1);
    const isAlone = processesOf(counterexample.operations).size === 1;
    const paidAfter = (end: number) =>
      acknowledged(counterexample, 'book').some(({ invoked }) => invoked > end);
    return (
      areExclusive && isAlone && holds.length > 0 && holds.every(({ ended }) => paidAfter(ended + lifetime))
    );
  },
};
