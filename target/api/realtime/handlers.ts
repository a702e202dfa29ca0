import { Unavailable } from '../domain/outages.ts';
import type { Connection } from './io.ts';
import { MessageRate } from './message-rate.ts';
import { type Acknowledgement, type MessageCode, roomOf } from './messages.ts';
import type { RealtimeMetrics } from './metrics.ts';
import type { Positions } from './positions.ts';
import type { QueueView } from './queue-view.ts';
import { type Checked, checkRequest } from './requests.ts';
import type { Restorer } from './restorer.ts';
import type { Rooms } from './rooms.ts';
import type { SessionStore } from './sessions.ts';
import type { Watch } from './watch.ts';

const mostRooms = 8;
const messageRate = { most: 20, perSecond: 5 };
/** Beyond so many refused in a row, a client means no good. */
const mostRefused = 100;
const eventRoom = /^event:(.*)$/;

export interface HandlersOptions {
  rooms: Rooms;
  watch: Watch;
  queue: QueueView;
  positions: Positions;
  sessions: SessionStore;
  restorer: Restorer;
  metrics: RealtimeMetrics;
  onError: (error: unknown) => void;
}

/** Answers what clients send: every message is checked, and acknowledged or refused by a stable code. */
export class Handlers {
  readonly #options: HandlersOptions;

  constructor(options: HandlersOptions) {
    this.#options = options;
  }

  /** Begins to answer a connection's messages. */
  serve(connection: Connection): void {
    const rate = new MessageRate({ ...messageRate, nowMs: performance.now() });
    let refused = 0;
    // One after another: a room that is joined counts for the next, and who leaves last has left.
    let before: Promise<unknown> = Promise.resolve();
    connection.onAny((event: string, ...given: unknown[]) => {
      const last = given.at(-1);
      const acknowledge = typeof last === 'function' ? (last as (answer: Acknowledgement) => void) : null;
      const sent = acknowledge !== null && given.length === 1 ? undefined : given[0];
      const allowed = rate.take(performance.now());
      refused = allowed ? 0 : refused + 1;
      if (refused > mostRefused) {
        if (connection.connected) this.#options.metrics.ended('too_many_messages');
        connection.disconnect(true);
        return;
      }
      before = before.then(async () => {
        const answer = allowed
          ? await this.#answer(connection, checkRequest(event, sent))
          : refusal('too_many_messages');
        if (!answer.ok) this.#options.metrics.refused(answer.code);
        if (acknowledge !== null) acknowledge(answer);
        else if (!answer.ok) connection.emit('message-refused', { event, ...withoutOk(answer) });
      });
    });
    connection.on('disconnect', () => this.#options.positions.leave(connection, null));
  }

  async #answer(connection: Connection, request: Checked): Promise<Acknowledgement> {
    if ('field' in request) return { ...refusal('invalid_message'), field: request.field };
    try {
      switch (request.name) {
        case 'join-event':
          return await this.#join(connection, request.body.eventId);
        case 'leave-event':
          return await this.#leave(connection, request.body.eventId);
        case 'check-queue-status':
          return await this.#checkQueue(connection, request.body.eventId);
        case 'restore-session':
          return await this.#restore(connection);
      }
    } catch (error) {
      this.#options.onError(error);
      return refusal(error instanceof Unavailable ? 'unavailable' : 'internal');
    }
  }

  async #join(connection: Connection, eventId: string): Promise<Acknowledgement> {
    if (!connection.rooms.has(roomOf(eventId)) && roomsOf(connection).length >= mostRooms) {
      return refusal('too_many_rooms');
    }
    if (!(await this.#enter(connection, eventId))) return refusal('event_not_found');
    await this.#save(connection);
    return { ok: true };
  }

  async #leave(connection: Connection, eventId: string): Promise<Acknowledgement> {
    connection.leave(roomOf(eventId));
    this.#options.positions.leave(connection, eventId);
    await this.#save(connection);
    return { ok: true };
  }

  async #checkQueue(connection: Connection, eventId: string): Promise<Acknowledgement> {
    const { queue, positions } = this.#options;
    const place = await queue.position(eventId, connection.data.userId);
    if (place === null) return { ok: true, waiting: false };
    connection.emit('queue-position', { eventId, ...place });
    if (connection.connected) positions.follow(connection, eventId);
    return { ok: true, waiting: true };
  }

  async #restore(connection: Connection): Promise<Acknowledgement> {
    const { restored, queued } = await this.#options.restorer.restore(connection.data.userId);
    for (const eventId of restored.eventIds.slice(0, mostRooms)) await this.#enter(connection, eventId);
    if (queued !== null) {
      connection.emit('queue-restored', queued);
      if (connection.connected) this.#options.positions.follow(connection, queued.eventId);
    }
    connection.emit('session-restored', restored);
    return { ok: true };
  }

  /** False when there is no such event. */
  async #enter(connection: Connection, eventId: string): Promise<boolean> {
    if (!(await this.#options.watch.begin(eventId))) return false;
    await this.#options.rooms.join(connection, eventId);
    return true;
  }

  /** A session that cannot be kept now is no reason to refuse the room. */
  async #save(connection: Connection): Promise<void> {
    if (!connection.connected) return;
    try {
      await this.#options.sessions.save(connection.data.userId, { eventIds: roomsOf(connection) });
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

function refusal(code: MessageCode): Acknowledgement & { ok: false } {
  return { ok: false, code };
}

function withoutOk({ code, field }: Acknowledgement & { ok: false }) {
  return field === undefined ? { code } : { code, field };
}

function roomsOf(connection: Connection): string[] {
  return [...connection.rooms].flatMap((room) => eventRoom.exec(room)?.[1] ?? []);
}
