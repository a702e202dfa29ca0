import { acknowledged, rowsOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Answers that a booking is confirmed before its commit, which then does not happen. */
export const acknowledgeBeforeCommit: PlantedBug = {
  variant: 'acknowledge-before-commit',
  summary: 'a booking is acknowledged before its commit, and then lost',
  finding: 'no-lost-booking',
  settings: { strategy: 'row-lock', fastLayer: false },
  shape: 'rush',
  shows: (counterexample) =>
    acknowledged(counterexample, 'book').length > 0 &&
    acknowledged(counterexample, 'cancel').length === 0 &&
    rowsOf(counterexample, 'order', 'expired').length > 0,
};
