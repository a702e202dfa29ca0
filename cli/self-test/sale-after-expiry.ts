import { evidenceOf, type PlantedBug } from './planted-bug.ts';

/** A hold that ran out is renewed by ordering on it. */
export const saleAfterExpiry: PlantedBug = {
  variant: 'sale-after-expiry',
  summary: 'a seat is sold on a hold that has run out',
  finding: 'hold-exclusive',
  settings: { strategy: 'atomic-update', fastLayer: false },
  shape: 'late',
  names: evidenceOf({ operations: 3 }),
};
