import type { Database } from '../database/database.ts';
import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { trustingParts } from './trusting-orders.ts';
import { lookAtSeats, seatGuards, takeSeats } from './unguarded-seats.ts';
import type { Variant } from './variant.ts';

/** Reads, decides, writes: whoever reads before a rival has written finds the seat free as well. */
function checkThenWrite(database: Database, holdSeconds: number): SeatStrategy {
  return {
    name: 'seat-check-without-lock',
    async hold(request: HoldRequest) {
      const { refusal } = await lookAtSeats(database.read.bind(database), request);
      if (refusal !== null) return { kind: 'refused', code: refusal };
      return takeSeats(database.write.bind(database), request, holdSeconds);
    },
  };
}

/**
 * Two buyers who look at a seat before either has written both hold it, order it, pay for it and are told
 * that it is theirs. Nothing guards it: the fast layer is off, and the index on live lines and the count of
 * what is left, which would refuse the second, are taken away.
 */
export const seatCheckWithoutLock: Variant = {
  name: 'seat-check-without-lock',
  summary: 'seats are read and then written without a lock, and nothing looks at them again',
  unmask: seatGuards,
  alter(sound) {
    const strategy = checkThenWrite(sound.database, sound.strategyParts.holdSeconds);
    return { ...sound.parts, ...trustingParts(sound), strategy };
  },
};
