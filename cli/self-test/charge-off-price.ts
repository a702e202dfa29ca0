import { evidenceOf, type PlantedBug } from './planted-bug.ts';

/** Both books agree on the charge; only the price says that it is wrong. */
export const chargeOffPrice: PlantedBug = {
  variant: 'charge-off-price',
  summary: 'every fourth order is charged more than it costs',
  finding: 'money',
  settings: { strategy: 'row-lock', fastLayer: true },
  shape: 'rush',
  names: evidenceOf({ operations: 1, rows: ['order', 'payment'] }),
};
