import { setTimeout as pause } from 'node:timers/promises';
import type { Hold, HoldRequest, SeatStrategy } from '../domain/holding.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { StrategyParts } from '../strategies/catalog.ts';
import { redisLock } from '../strategies/redis-lock.ts';
import { trustingParts } from './trusting-orders.ts';
import { lookAtSeats, seatGuards, takeSeats } from './unguarded-seats.ts';
import type { Variant } from './variant.ts';

/** From the lock's release to the commit: time for the next owners to read what is not committed yet. */
const gapMs = 150;

/**
 * The sound lock around a transaction that it does not wait for: the lock's owner is through when the seats
 * are written, and the commit comes after. What the buyer is told still waits for the commit.
 */
function releasedTooSoon({ database, holdSeconds, redis, guard }: StrategyParts): SeatStrategy {
  const commits = new WeakMap<HoldRequest, Promise<Attempt<Hold>>>();

  const written: SeatStrategy = {
    name: 'written',
    async hold(request: HoldRequest) {
      const wrote = Promise.withResolvers<Attempt<Hold>>();
      const committed = database.transaction(async (run) => {
        const { refusal } = await lookAtSeats(run, request);
        if (refusal !== null) return { result: { kind: 'refused' as const, code: refusal }, keep: false };
        const result = await takeSeats(run, request, holdSeconds);
        wrote.resolve(result);
        await pause(gapMs);
        return { result, keep: true };
      });
      commits.set(request, committed);
      return Promise.race([wrote.promise, committed]);
    },
  };
  const locked = redisLock(written, redis, guard);
  return {
    name: 'lock-released-before-commit',
    async hold(request: HoldRequest) {
      const attempt = await locked.hold(request);
      return (await commits.get(request)) ?? attempt;
    },
  };
}

/**
 * The lock is given back between the write and the commit: its next owner reads the seat as it was before,
 * waits for the row, and takes it too. The lock is all there is by design: the fast layer is off, nothing
 * looks at the seats again, and the index on live lines and the count of what is left are taken away.
 */
export const lockReleasedBeforeCommit: Variant = {
  name: 'lock-released-before-commit',
  summary: 'the lock in Redis is given back before the transaction it guards has committed',
  unmask: seatGuards,
  alter: (sound) => ({
    ...sound.parts,
    ...trustingParts(sound),
    strategy: releasedTooSoon(sound.strategyParts),
  }),
};
