import { setTimeout as pause } from 'node:timers/promises';
import type { Hold, HoldRequest, SeatStrategy } from '../domain/holding.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { StrategyParts } from '../strategies/catalog.ts';
import { NaiveLocks } from './naive-locks.ts';
import { trustingParts } from './trusting-orders.ts';
import { lookAtSeats, seatGuards, takeSeats } from './unguarded-seats.ts';
import type { Variant } from './variant.ts';

const lockMs = 200;
/** The first to have a seat's lock is slow, longer than the lock lives: a cold cache, a long collection. */
const stallMs = 250;
/** Between reading a seat and writing it: well within the lock's time, so that it guards whoever still has it. */
const gapMs = 150;

/** Under the lock of one seat: still its owner? Then look, and take. */
function lockedHold({ database, holdSeconds, redis }: StrategyParts): SeatStrategy {
  const locks = new NaiveLocks(redis, lockMs);

  /** Whether nobody had this seat's lock before, on any instance. */
  const isFirst = async (seatId: string) => (await redis.set(`warm:${seatId}`, '1', 'NX')) === 'OK';

  async function holdAsOwner(request: HoldRequest, isOurs: () => Promise<boolean>): Promise<Attempt<Hold>> {
    if (await isFirst(request.seatIds[0] ?? '')) await pause(stallMs);
    if (!(await isOurs())) return { kind: 'refused', code: 'busy' };
    const { refusal } = await lookAtSeats(database.read.bind(database), request);
    if (refusal !== null) return { kind: 'refused', code: refusal };
    await pause(gapMs);
    return takeSeats(database.write.bind(database), request, holdSeconds);
  }

  return {
    name: 'lock-of-another-released',
    // A selection is locked by its first seat, as far as it needs to be.
    hold: (request: HoldRequest) =>
      locks.under(`seat:${request.seatIds[0]}`, (isOurs) => holdAsOwner(request, isOurs)),
  };
}

/**
 * A lock runs out while its owner works. The owner notices and leaves the seat alone, but gives the lock
 * «back», which is the next one's by now; a third buyer gets it while the second is between reading and
 * writing, and both take the seat. The lock is all there is by design: the fast layer is off, nothing looks
 * at the seats again, and the index on live lines and the count of what is left are taken away.
 */
export const lockOfAnotherReleased: Variant = {
  name: 'lock-of-another-released',
  summary: 'a lock that ran out is given back by its former owner, and frees the next one’s',
  unmask: seatGuards,
  alter: (sound) => ({ ...sound.parts, ...trustingParts(sound), strategy: lockedHold(sound.strategyParts) }),
};
