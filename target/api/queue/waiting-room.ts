import { Unavailable } from '../domain/outages.ts';
import type { QueueAnswer, QueuePlace, QueuePosition, WaitingRoom } from '../domain/queueing.ts';
import { away, type Guard } from '../redis/guard.ts';
import type { Beginnings } from './beginnings.ts';
import { type Active, type Line, lost, type Waiting } from './line.ts';
import { numberOf, placeOf } from './place.ts';
import type { Places } from './places.ts';
import { hasQueue, type QueuedEvents } from './queued-events.ts';
import type { Seal } from './seal.ts';
import type { Turns } from './turns.ts';

/** The user had this place. `iat`: when it was given out, in seconds by Redis's clock. */
export interface TicketClaims {
  event: string;
  sub: string;
  epoch: number;
  sequence: number;
  iat: number;
}

export interface WaitingRoomParts {
  line: Pick<Line, 'join' | 'status' | 'leave'>;
  places: Pick<Places, 'isSpent' | 'giveUp'>;
  events: Pick<QueuedEvents, 'find'>;
  beginnings: Pick<Beginnings, 'begin'>;
  turns: Pick<Turns, 'give' | 'mayHold' | 'bought'>;
  tickets: Seal<TicketClaims>;
  guard: Guard;
  ratePerSecond: number;
}

/** A turn may have ended, or an epoch, behind Redis's back: a second look then finds it so. */
const looks = 2;

/**
 * The line is in Redis and may be lost at any time; whose turn it is, and which tickets are spent, stands in
 * PostgreSQL (docs/queue.md).
 */
export class LineWaitingRoom implements WaitingRoom {
  readonly #parts: WaitingRoomParts;

  constructor(parts: WaitingRoomParts) {
    this.#parts = parts;
  }

  async join(eventId: string, userId: string, ticket: string | null): Promise<QueueAnswer<QueuePlace>> {
    const place = this.#placeOn(eventId, userId, ticket);
    if (place === 'refused') return refused('ticket_refused');
    return (await this.#closed(eventId)) ?? this.#take(eventId, userId, place);
  }

  async status(eventId: string, userId: string, ticket: string | null): Promise<QueueAnswer<QueuePlace>> {
    const place = this.#placeOn(eventId, userId, ticket);
    if (place === 'refused') return refused('ticket_refused');
    const closed = await this.#closed(eventId);
    if (closed !== null) return closed;
    const found = await this.#step(eventId, () => this.#parts.line.status(eventId, userId));
    if (found === away) return refused('queue_paused');
    const now = found.kind === 'absent' ? null : await this.#shown(eventId, userId, found);
    if (now !== null) return done(now);
    return place === null ? refused('not_in_queue') : this.#take(eventId, userId, place);
  }

  async position(eventId: string, userId: string): Promise<QueuePosition | null> {
    const { events, line } = this.#parts;
    if (!hasQueue(await events.find(eventId))) return null;
    const found = await this.#step(eventId, () => line.status(eventId, userId));
    if (found === away || (found.kind === 'absent' && found.returning)) {
      throw new Unavailable('the queue is paused, and positions are not known');
    }
    return found.kind === 'waiting' ? this.#positionOf(found) : null;
  }

  async leave(eventId: string, userId: string): Promise<QueueAnswer<{ eventId: string; left: boolean }>> {
    const closed = await this.#closed(eventId);
    if (closed !== null) return closed;
    const gone = await this.#step(eventId, () => this.#parts.line.leave(eventId, userId));
    if (gone === away) return refused('queue_paused');
    // Only after this it is certain that no ticket brings the place back.
    await this.#parts.places.giveUp(eventId, userId, gone.through);
    return done({ eventId, left: gone.left });
  }

  mayHold(eventId: string, userId: string, pass: string | null): Promise<boolean> {
    return this.#parts.turns.mayHold(eventId, userId, pass);
  }

  bought(eventId: string, userId: string): Promise<void> {
    return this.#parts.turns.bought(eventId, userId);
  }

  /** The place that a ticket speaks of, which must be this user's. */
  #placeOn(eventId: string, userId: string, ticket: string | null): number | null | 'refused' {
    if (ticket === null) return null;
    const claims = this.#parts.tickets.open(ticket);
    return claims?.event === eventId && claims.sub === userId ? numberOf(claims) : 'refused';
  }

  async #closed(eventId: string): Promise<Refused | null> {
    const state = await this.#parts.events.find(eventId);
    if (hasQueue(state)) return null;
    return refused(state === 'off' ? 'queue_off' : 'event_not_found');
  }

  /** A step in Redis, in an epoch that has begun; `away` when there is no Redis to take it. */
  async #step<Result>(
    eventId: string,
    work: () => Promise<Result | typeof lost>,
  ): Promise<Result | typeof away> {
    for (let look = 1; look <= looks; look += 1) {
      const found = await this.#parts.guard(work);
      if (found !== lost) return found;
      if (!(await this.#parts.beginnings.begin(eventId))) return away;
    }
    return away;
  }

  async #take(eventId: string, userId: string, ticket: number | null): Promise<QueueAnswer<QueuePlace>> {
    for (let look = 1; look <= looks; look += 1) {
      const found = await this.#stand(eventId, userId, ticket);
      if (found === 'spent') return refused('ticket_spent');
      if (found === away || found === 'ask') break;
      const place = await this.#shown(eventId, userId, found);
      if (place !== null) return done(place);
    }
    return refused('queue_paused');
  }

  /** `spent`: the place on the ticket is needed, and was used before. */
  async #stand(eventId: string, userId: string, ticket: number | null) {
    const { line, places, events } = this.#parts;
    const open = (await events.find(eventId)) === 'open';
    const join = (unspent: boolean) => {
      const shown = ticket === null ? null : { place: ticket, unspent };
      return this.#step(eventId, () => line.join(eventId, userId, { open, ticket: shown }));
    };
    const found = await join(false);
    if (found !== 'ask' || ticket === null) return found;
    return (await places.isSpent(eventId, userId, ticket)) ? 'spent' : join(true);
  }

  async #shown(eventId: string, userId: string, found: Active | Waiting): Promise<QueuePlace | null> {
    if (found.kind === 'active') return this.#parts.turns.give(eventId, userId, found);
    const iat = Math.floor(found.nowMs / 1_000);
    const claims = { event: eventId, sub: userId, ...placeOf(found.place), iat };
    const ticket = this.#parts.tickets.sign(claims);
    return { eventId, state: 'waiting', ...this.#positionOf(found), ticket };
  }

  #positionOf({ position, total }: Waiting): QueuePosition {
    return { position, total, etaSeconds: Math.ceil(position / this.#parts.ratePerSecond) };
  }
}

type Refused = Extract<QueueAnswer<never>, { kind: 'refused' }>;

function refused(code: Refused['code']): Refused {
  return { kind: 'refused', code };
}

function done<Answer>(answer: Answer): QueueAnswer<Answer> {
  return { kind: 'done', answer, status: 200, replayed: false };
}
