import type { PlantedBug } from './planted-bug.ts';
import { soldAfterBooked } from './rivals.ts';

/** Booked seats are for sale again, and those who still look for one buy them. */
export const sweeperFreesBooked: PlantedBug = {
  variant: 'sweeper-frees-booked',
  summary: 'a sweeper frees booked seats when their hold would have ended',
  finding: 'no-double-booking',
  settings: { strategy: 'atomic-update', fastLayer: false },
  shape: 'persistent',
  shows: soldAfterBooked,
};
