import { evidenceOf, type PlantedBug } from './planted-bug.ts';

/** Nobody asks whose order is being cancelled. */
export const cancelByAnyone: PlantedBug = {
  variant: 'cancel-by-anyone',
  summary: 'an order is cancelled by whoever names it',
  finding: 'no-lost-booking',
  settings: { strategy: 'row-lock', fastLayer: true },
  shape: 'intruders',
  names: evidenceOf({ operations: 2, rows: ['order'] }),
};
