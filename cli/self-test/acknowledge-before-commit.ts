import { evidenceOf, type PlantedBug } from './planted-bug.ts';

/** Answers that a booking is confirmed before its commit, which then does not happen. */
export const acknowledgeBeforeCommit: PlantedBug = {
  variant: 'acknowledge-before-commit',
  summary: 'a booking is acknowledged before its commit, and then lost',
  finding: 'no-lost-booking',
  settings: { strategy: 'row-lock', fastLayer: false },
  shape: 'rush',
  names: evidenceOf({ operations: 1, rows: ['order'] }),
};
