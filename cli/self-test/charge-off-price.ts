import { acknowledged, rowsOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Both books agree on the charge; only the price says that it is wrong. */
export const chargeOffPrice: PlantedBug = {
  variant: 'charge-off-price',
  summary: 'every fourth order is charged more than it costs',
  finding: 'money',
  settings: { strategy: 'row-lock', fastLayer: true },
  shape: 'rush',
  shows: (counterexample) =>
    acknowledged(counterexample, 'book').length > 0 &&
    rowsOf(counterexample, 'order', 'confirmed').some(({ amount: price }) =>
      rowsOf(counterexample, 'payment', 'charged').some(({ amount }) => Number(amount) > Number(price)),
    ),
};
