import { acknowledged, processesOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';

/** The key is taken and not looked at. */
export const replayBooksAgain: PlantedBug = {
  variant: 'replay-books-again',
  summary: 'a confirmation sent again with its key buys a second time',
  finding: 'idempotent',
  settings: { strategy: 'atomic-update', fastLayer: true },
  shape: 'rush',
  shows: (counterexample) => {
    const bookings = acknowledged(counterexample, 'book');
    return bookings.length > 1 && processesOf(bookings).size === 1;
  },
};
