import { rowsOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';
import { soldToRivals } from './rivals.ts';

/** Two instances, each of which has all of the stock, sell twice what there is. */
export const stockInMemory: PlantedBug = {
  variant: 'stock-in-memory',
  summary: 'each instance counts the stock in its own memory',
  finding: 'no-oversell',
  settings: { strategy: 'atomic-update', fastLayer: false },
  shape: 'rush',
  shows: (counterexample) =>
    rowsOf(counterexample, 'stock').some(
      ({ total }) => rowsOf(counterexample, 'order', 'confirmed').length > Number(total),
    ) && soldToRivals(counterexample),
};
