import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { trustingParts } from './trusting-orders.ts';
import { lookAtSeats, seatGuards, takeSeats } from './unguarded-seats.ts';
import type { Variant } from './variant.ts';

/** Makes it likely that a rival stands between the comparison and the write as well. */
const gapMs = 25;

/** Optimistic locking as it is written by those who compare in the application. */
function compareThenWrite(database: Database, holdSeconds: number): SeatStrategy {
  const look = (request: HoldRequest) => lookAtSeats(database.read.bind(database), request);
  return {
    name: 'version-not-compared',
    async hold(request: HoldRequest) {
      const seen = await look(request);
      if (seen.refusal !== null) return { kind: 'refused', code: seen.refusal };
      const now = await look(request);
      const changed = now.versions.some((version, at) => version !== seen.versions[at]);
      if (changed) return { kind: 'refused', code: 'seat_taken' };
      await pause(gapMs);
      // Writes the next version, but not `WHERE version = $seen`.
      return takeSeats(database.write.bind(database), request, holdSeconds);
    },
  };
}

/**
 * Every seat has a version, every buyer reads it, compares it and writes the next one; only the write does
 * not compare. Two who compared before either wrote both win. Nothing guards the seat behind it: the fast
 * layer is off, and the index on live lines and the count of what is left are taken away.
 */
export const versionNotCompared: Variant = {
  name: 'version-not-compared',
  summary: 'the version of a seat is compared in the application, and written without comparing',
  unmask: seatGuards,
  alter(sound) {
    const strategy = compareThenWrite(sound.database, sound.strategyParts.holdSeconds);
    return { ...sound.parts, ...trustingParts(sound), strategy };
  },
};
