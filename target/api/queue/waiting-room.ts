import type { QueueAnswer, QueuePlace, WaitingRoom } from '../domain/queueing.ts';
import { away, type Guard } from '../redis/guard.ts';
import type { Beginnings } from './beginnings.ts';
import { type Active, type Line, lost, type Waiting } from './line.ts';
import { numberOf, placeOf } from './place.ts';
import type { Places } from './places.ts';
import type { QueuedEvents } from './queued-events.ts';
import type { Seal } from './seal.ts';

/** The user had this place. `iat`: when it was given out, in seconds by Redis's clock. */
export interface TicketClaims {
  event: string;
  sub: string;
  epoch: number;
  sequence: number;
  iat: number;
}

/** It was the user's turn from `iat` on, and would be until `exp`, in seconds by PostgreSQL's clock. */
export interface PassClaims {
  event: string;
  sub: string;
  iat: number;
  exp: number;
}

export interface WaitingRoomParts {
  line: Line;
  places: Pick<Places, 'turn' | 'isSpent' | 'isIn' | 'giveUp' | 'endTurn'>;
  events: Pick<QueuedEvents, 'find'>;
  beginnings: Pick<Beginnings, 'begin'>;
  tickets: Seal<TicketClaims>;
  passes: Seal<PassClaims>;
  guard: Guard;
  ratePerSecond: number;
  report(what: string, error: unknown): void;
}

/** A turn can end behind Redis's back; another look then finds the user outside. */
const looks = 2;

/**
 * The line is in Redis and may be lost at any time; whose turn it is, and which tickets are spent, stands in
 * PostgreSQL (docs/queue.md). A pass is given out only after the turn is written down there.
 */
export function waitingRoom(parts: WaitingRoomParts): WaitingRoom {
  const { line, places, events, tickets, passes, guard } = parts;

  /** A step in Redis, in an epoch that has begun; `away` when there is no Redis to take it. */
  async function step<Result>(
    eventId: string,
    work: () => Promise<Result | typeof lost>,
  ): Promise<Result | typeof away> {
    for (let look = 1; look <= looks; look += 1) {
      const done = await guard(work);
      if (done !== lost) return done;
      if (!(await parts.beginnings.begin(eventId))) return away;
    }
    return away;
  }

  async function closed(eventId: string): Promise<Refused | null> {
    const state = await events.find(eventId);
    if (state === 'on') return null;
    return refused(state === 'off' ? 'queue_off' : 'event_not_found');
  }

  /** Null: no turn any more, and Redis knows it now as well. */
  async function admitted(eventId: string, userId: string, active: Active): Promise<QueuePlace | null> {
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

  function waiting(eventId: string, userId: string, found: Waiting): QueuePlace {
    const { place, position, total, nowMs } = found;
    const iat = Math.floor(nowMs / 1_000);
    const ticket = tickets.sign({ event: eventId, sub: userId, ...placeOf(place), iat });
    const etaSeconds = Math.ceil(position / parts.ratePerSecond);
    return { eventId, state: 'waiting', position, total, etaSeconds, ticket };
  }

  async function shown(eventId: string, userId: string, found: Active | Waiting): Promise<QueuePlace | null> {
    return found.kind === 'active' ? admitted(eventId, userId, found) : waiting(eventId, userId, found);
  }

  /** `spent` when a ticket would have to be used that was used before. */
  async function stand(eventId: string, userId: string, ticket: number | null) {
    const join = (unspent: boolean) =>
      step(eventId, () => line.join(eventId, userId, ticket === null ? null : { place: ticket, unspent }));
    const found = await join(false);
    if (found !== 'ask' || ticket === null) return found;
    return (await places.isSpent(eventId, userId, ticket)) ? 'spent' : join(true);
  }

  async function take(
    eventId: string,
    userId: string,
    ticket: number | null,
  ): Promise<QueueAnswer<QueuePlace>> {
    for (let look = 1; look <= looks; look += 1) {
      const found = await stand(eventId, userId, ticket);
      if (found === 'spent') return refused('ticket_spent');
      if (found === away || found === 'ask') break;
      const place = await shown(eventId, userId, found);
      if (place !== null) return done(place);
    }
    return refused('queue_paused');
  }

  /** The place that a ticket speaks of, which must be this user's; null when it is not, or nobody's. */
  function placeOn(eventId: string, userId: string, ticket: string): number | null {
    const claims = tickets.open(ticket);
    return claims?.event === eventId && claims.sub === userId ? numberOf(claims) : null;
  }

  return {
    async join(eventId, userId, ticket) {
      const place = ticket === null ? null : placeOn(eventId, userId, ticket);
      if (ticket !== null && place === null) return refused('ticket_refused');
      return (await closed(eventId)) ?? take(eventId, userId, place);
    },

    async status(eventId, userId, ticket) {
      const place = ticket === null ? null : placeOn(eventId, userId, ticket);
      if (ticket !== null && place === null) return refused('ticket_refused');
      const no = await closed(eventId);
      if (no !== null) return no;
      const found = await step(eventId, () => line.status(eventId, userId));
      if (found === away) return refused('queue_paused');
      const now = found === null ? null : await shown(eventId, userId, found);
      if (now !== null) return done(now);
      return place === null ? refused('not_in_queue') : take(eventId, userId, place);
    },

    async leave(eventId, userId) {
      const no = await closed(eventId);
      if (no !== null) return no;
      const gone = await step(eventId, () => line.leave(eventId, userId));
      if (gone === away) return refused('queue_paused');
      // Only now is it certain that no ticket brings the place back.
      await places.giveUp(eventId, userId, gone.through);
      return done({ eventId, left: gone.left });
    },

    async mayHold(eventId, userId, pass) {
      if ((await events.find(eventId)) !== 'on') return true;
      const claims = pass === null ? null : passes.open(pass);
      if (claims?.event !== eventId || claims.sub !== userId) return false;
      return places.isIn(eventId, userId);
    },

    async bought(eventId, userId) {
      try {
        if ((await events.find(eventId)) !== 'on') return;
        await places.endTurn(eventId, userId);
        await guard(() => line.free(eventId, userId));
      } catch (error) {
        parts.report('a place in the queue could not be freed before its time', error);
      }
    },
  };
}

type Refused = Extract<QueueAnswer<never>, { kind: 'refused' }>;

function refused(code: Refused['code']): Refused {
  return { kind: 'refused', code };
}

function done<Answer>(answer: Answer): QueueAnswer<Answer> {
  return { kind: 'done', answer, status: 200, replayed: false };
}
