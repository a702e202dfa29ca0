import { setTimeout as pause } from 'node:timers/promises';
import type { Composition } from '../compose.ts';
import type { Statement } from '../database/database.ts';
import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { seatGuards } from './unguarded-seats.ts';
import type { Variant } from './variant.ts';

const sweep: Statement = {
  name: 'broken-sweep',
  text: `
WITH due AS (SELECT id FROM seats WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE)
UPDATE seats SET status = 'available', holder = NULL, held_until = NULL, version = version + 1
 WHERE id IN (SELECT id FROM due)`,
};

/** Every third buyer is served so late at first: after the first holds of a rush have ended, when the sweeper has been. */
const slowMs = 3_000;

const isSlow = (userId: string) => BigInt(userId) % 3n === 1n;

/** Sets an alarm for a hold, which goes off when it runs out, whatever has become of it. */
function withSweeper(inner: SeatStrategy, { database, report }: Composition): SeatStrategy {
  // One alarm a seat, or a rush of persistent buyers would end only when each of them had bought.
  const alarmed = new Set<string>();
  const served = new Set<string>();

  async function serveLate(userId: string): Promise<void> {
    if (!isSlow(userId) || served.has(userId)) return;
    served.add(userId);
    await pause(slowMs);
  }

  function setAlarm(seatIds: readonly string[], afterMs: number): void {
    const due = seatIds.filter((id) => !alarmed.has(id));
    if (due.length === 0) return;
    for (const id of due) alarmed.add(id);
    const free = () =>
      database.write(sweep, [due]).catch((error: unknown) => report('a sweep failed', error));
    // It keeps no process alive that wants to end.
    setTimeout(free, afterMs).unref();
  }

  return {
    name: `${inner.name}+sweeper`,
    async hold(request: HoldRequest) {
      await serveLate(request.userId);
      const attempt = await inner.hold(request);
      if (attempt.kind === 'done') setAlarm(attempt.answer.seatIds, attempt.answer.ttlMs);
      return attempt;
    },
  };
}

/**
 * When a hold's time is over its seats are made free, without asking whether they were booked meanwhile; and
 * who comes then buys them again. A third of the buyers is made to come then. Behind it, the index on live
 * lines and the count of what is left would refuse the second booking; they are taken away.
 */
export const sweeperFreesBooked: Variant = {
  name: 'sweeper-frees-booked',
  summary: 'a sweeper frees the seats of every hold whose time is over, booked ones as well',
  unmask: seatGuards,
  alter: (sound) => ({ ...sound.parts, strategy: withSweeper(sound.parts.strategy, sound) }),
};
