import type { AdmittedPlace, WaitingRoom } from '../domain/queueing.ts';
import type { Guard } from '../redis/guard.ts';
import type { Active, Line } from './line.ts';
import type { Places } from './places.ts';
import { hasQueue, type QueuedEvents } from './queued-events.ts';
import type { Seal } from './seal.ts';

/** It was the user's turn from `iat` on, and would be until `exp`, in seconds by PostgreSQL's clock. */
export interface PassClaims {
  event: string;
  sub: string;
  iat: number;
  exp: number;
}

export interface TurnsParts {
  line: Pick<Line, 'free'>;
  places: Pick<Places, 'turn' | 'isIn' | 'endTurn'>;
  events: Pick<QueuedEvents, 'find'>;
  passes: Seal<PassClaims>;
  guard: Guard;
  report(what: string, error: unknown): void;
}

/**
 * Whose turn it is. Redis lets users in; a turn begins with its row in PostgreSQL, and only then is a pass given
 * out, so that there is none which PostgreSQL does not know of. Nothing here needs Redis but for telling it.
 */
export class Turns implements Pick<WaitingRoom, 'mayHold' | 'bought'> {
  readonly #parts: TurnsParts;

  constructor(parts: TurnsParts) {
    this.#parts = parts;
  }

  /** The pass of whoever Redis let in; null when that turn has ended already, which Redis then knows too. */
  async give(eventId: string, userId: string, active: Active): Promise<AdmittedPlace | null> {
    const { places, line, guard, passes } = this.#parts;
    const { place, endsInMs, through } = active;
    const turn = await places.turn(eventId, through, { userId, place, ms: endsInMs });
    if (turn === null) {
      await guard(() => line.free(eventId, userId));
      return null;
    }
    const { expiresAt, expiresAtSeconds, nowSeconds, ttlMs } = turn;
    const pass = passes.sign({ event: eventId, sub: userId, iat: nowSeconds, exp: expiresAtSeconds });
    return { eventId, state: 'admitted', pass, expiresAt, ttlMs };
  }

  async mayHold(eventId: string, userId: string, pass: string | null): Promise<boolean> {
    const { events, passes, places } = this.#parts;
    if (!hasQueue(await events.find(eventId))) return true;
    const claims = pass === null ? null : passes.open(pass);
    if (claims?.event !== eventId || claims.sub !== userId) return false;
    return places.isIn(eventId, userId);
  }

  async bought(eventId: string, userId: string): Promise<void> {
    const { events, places, line, guard, report } = this.#parts;
    try {
      if (!hasQueue(await events.find(eventId))) return;
      await places.endTurn(eventId, userId);
      await guard(() => line.free(eventId, userId));
    } catch (error) {
      report('a turn could not be ended before its time', error);
    }
  }
}
