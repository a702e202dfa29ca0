import { setTimeout as pause } from 'node:timers/promises';
import type { Hold, HoldRequest, SeatStrategy } from '../domain/holding.ts';
import type { Attempt } from '../domain/outcome.ts';
import type { StrategyParts } from '../strategies/catalog.ts';
import { NaiveLocks } from './naive-locks.ts';
import { trustingParts } from './trusting-orders.ts';
import { lookAtSeats, seatGuards, takeSeats } from './unguarded-seats.ts';
import type { Variant } from './variant.ts';

/** It outlives every statement under it: no lock runs out before it is given back. */
const lockMs = 10_000;
/** From the lock's release to the commit: time for the next owner to read what is not committed yet. */
const gapMs = 300;

/**
 * A lock around a transaction that it does not wait for: the lock's owner is through when the seats are
 * written, and the commit comes after. What the buyer is told still waits for the commit.
 */
function releasedTooSoon({ database, holdSeconds, redis }: StrategyParts): SeatStrategy {
  const locks = new NaiveLocks(redis, lockMs);

  function begin(request: HoldRequest) {
    const written = Promise.withResolvers<Attempt<Hold>>();
    const committed = database.transaction(async (run) => {
      const { refusal } = await lookAtSeats(run, request);
      if (refusal !== null) return { result: { kind: 'refused' as const, code: refusal }, keep: false };
      const result = await takeSeats(run, request, holdSeconds);
      written.resolve(result);
      await pause(gapMs);
      return { result, keep: true };
    });
    return { written: Promise.race([written.promise, committed]), committed };
  }

  return {
    name: 'lock-released-before-commit',
    async hold(request: HoldRequest) {
      let committed: Promise<Attempt<Hold>> | null = null;
      // A selection is locked by its first seat, as far as it needs to be.
      const attempt = await locks.under(`seat:${request.seatIds[0]}`, () => {
        const begun = begin(request);
        committed = begun.committed;
        return begun.written;
      });
      return (await committed) ?? attempt;
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
