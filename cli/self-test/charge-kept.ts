import { rowsOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Our books say that it was refunded; the provider’s know better. */
export const chargeKept: PlantedBug = {
  variant: 'charge-kept',
  summary: 'a booking fails after its charge, which is never given back',
  finding: 'money',
  settings: { strategy: 'redis-lock', fastLayer: true },
  shape: 'rush',
  shows: (counterexample) =>
    rowsOf(counterexample, 'payment', 'refunded').length > 0 &&
    rowsOf(counterexample, 'charge', 'charged').length > 0,
};
