import { evidenceOf, type PlantedBug } from './planted-bug.ts';

/** Our books say that it was refunded; the provider’s know better. */
export const chargeKept: PlantedBug = {
  variant: 'charge-kept',
  summary: 'a booking fails after its charge, which is never given back',
  finding: 'money',
  settings: { strategy: 'redis-lock', fastLayer: true },
  shape: 'rush',
  names: evidenceOf({ operations: 0, rows: ['payment', 'charge'] }),
};
