import { acknowledged, rowsOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Orders that wait in a queue for somebody to write them, and are acknowledged from there. */
export const answerWithoutRow: PlantedBug = {
  variant: 'answer-without-row',
  summary: 'a booking is answered, and no row of it was ever written',
  finding: 'no-lost-booking',
  settings: { strategy: 'atomic-update', fastLayer: true },
  shape: 'rush',
  shows: (counterexample) =>
    acknowledged(counterexample, 'book').length > 0 && rowsOf(counterexample, 'order').length === 0,
};
