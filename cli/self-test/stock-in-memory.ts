import { evidenceOf, type PlantedBug } from './planted-bug.ts';

/** Two instances, each of which has all of the stock, sell twice what there is. */
export const stockInMemory: PlantedBug = {
  variant: 'stock-in-memory',
  summary: 'each instance counts the stock in its own memory',
  finding: 'no-oversell',
  settings: { strategy: 'atomic-update', fastLayer: false },
  shape: 'rush',
  names: evidenceOf({ operations: 2, rows: ['stock', 'order'] }),
};
