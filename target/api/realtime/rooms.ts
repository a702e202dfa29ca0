import { away } from '../redis/guard.ts';
import type { Connection, Io } from './io.ts';
import type { Line, Told } from './line.ts';
import {
  noPlace,
  type Place,
  type PlaceOrNone,
  type RoomState,
  type RoomStateReason,
  roomOf,
  type Telling,
} from './messages.ts';
import type { RealtimeMetrics } from './metrics.ts';
import type { SlowClients } from './slow-clients.ts';

/** An event that somebody on this instance watches. */
interface Room {
  /** Up to where its members here have heard; null while that is not known, and nothing is passed on. */
  place: Place | null;
  /** The latest that was heard while the place was not known. */
  heard: Place | null;
  /** Counts how often it was asked where the room stands: only the last answer counts. */
  asked: number;
  /** Settles when it is known where the room stands, or that nobody knows; null when nobody is asked. */
  opening: Promise<void> | null;
}

export interface RoomsOptions {
  io: Io;
  line: Line;
  slow: SlowClients;
  metrics: RealtimeMetrics;
  /** How often a client is to look for itself while Redis is away. */
  pollMs: number;
  /** The time over which the clients of a room are to spread their snapshots. */
  withinMs: number;
}

/**
 * The rooms on this instance. Each member hears each line from some place on without a gap, in its order; where
 * that cannot be, it is told so, with the place from which it can.
 */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #rooms = new Map<string, Room>();
  #up = false;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** The events that are watched here. */
  get eventIds(): string[] {
    return [...this.#rooms.keys()];
  }

  /**
   * Lets a member in, and says where the room stands: what follows is whole from there on. Throws nothing.
   */
  async join(connection: Connection, eventId: string): Promise<void> {
    let room = this.#roomOf(eventId);
    while (room.opening !== null) {
      await room.opening;
      // Meanwhile the last member may have left, and the room with it.
      room = this.#roomOf(eventId);
    }
    if (connection.connected) {
      connection.join(roomOf(eventId));
      connection.emit('room-state', this.#stateOf(eventId, 'joined'));
    } else if (this.#sizeOf(eventId) === 0) {
      this.forget(eventId);
    }
  }

  /** The last member has left. */
  forget(eventId: string): void {
    this.#rooms.delete(eventId);
  }

  /** Where the rooms of a member stand, who missed some of what was told. */
  catchUp(connection: Connection, reason: RoomStateReason): void {
    for (const eventId of this.eventIds) {
      if (connection.rooms.has(roomOf(eventId))) {
        connection.emit('room-state', this.#stateOf(eventId, reason));
      }
    }
  }

  /** Passes on what was told, to the members who keep up. */
  told({ eventId, place, telling }: Told): void {
    const room = this.#rooms.get(eventId);
    if (room === undefined) return;
    if (room.place === null) {
      room.heard = later(room.heard, place);
      return;
    }
    // A place learned from Redis may be ahead of the channel; a snapshot of then has what is left out here.
    if (room.place.epoch === place.epoch && place.sequence <= room.place.sequence) return;
    room.place = place;
    this.#send(eventId, place, telling);
  }

  /** Tells the members here alone, for want of a line: without a number. */
  tellHere(eventId: string, tellings: readonly Telling[]): void {
    if (!this.#rooms.has(eventId)) return;
    for (const telling of tellings) this.#send(eventId, noPlace, telling);
  }

  /** Redis is heard again, or not any more: every room stands somewhere else, and its members are told. */
  upOrDown(up: boolean): void {
    this.#up = up;
    for (const [eventId, room] of this.#rooms) {
      room.place = null;
      room.heard = null;
      if (!up) this.#tellState(eventId, 'redis-away');
      this.#learn(eventId, room);
    }
  }

  /** Asks again where rooms stand that nobody could tell of. */
  retry(): void {
    for (const [eventId, room] of this.#rooms) {
      if (this.#up && room.place === null && room.opening === null) this.#learn(eventId, room);
    }
  }

  #roomOf(eventId: string): Room {
    const known = this.#rooms.get(eventId);
    if (known !== undefined) return known;
    const room: Room = { place: null, heard: null, asked: 0, opening: null };
    this.#rooms.set(eventId, room);
    this.#learn(eventId, room);
    return room;
  }

  /** Finds out where the room stands, and tells its members. */
  #learn(eventId: string, room: Room): void {
    room.asked += 1;
    if (!this.#up) {
      room.opening = null;
      return;
    }
    const { asked } = room;
    room.opening = this.#options.line.stand(eventId).then((stood) => {
      // Things have turned meanwhile, and who asked later will know.
      if (room.asked !== asked) return room.opening ?? undefined;
      room.opening = null;
      if (stood === away) return;
      room.place = later(room.heard, stood);
      this.#tellState(eventId, 'redis-back');
    });
  }

  #tellState(eventId: string, reason: RoomStateReason): void {
    this.#options.io.local.to(roomOf(eventId)).emit('room-state', this.#stateOf(eventId, reason));
  }

  #stateOf(eventId: string, reason: RoomStateReason): RoomState {
    const place = this.#rooms.get(eventId)?.place ?? null;
    const { pollMs, withinMs } = this.#options;
    const told = { eventId, reason, withinMs };
    if (place === null) return { ...told, ...noPlace, degraded: true, pollMs };
    return { ...told, ...place, degraded: false, pollMs: null };
  }

  #sizeOf(eventId: string): number {
    return this.#options.io.of('/').adapter.rooms.get(roomOf(eventId))?.size ?? 0;
  }

  #send(eventId: string, place: PlaceOrNone, { name, body }: Telling): void {
    const { io, slow, metrics } = this.#options;
    const room = roomOf(eventId);
    const members = this.#sizeOf(eventId);
    if (members === 0) return;
    const behind = slow.setAside(room);
    const message = { eventId, ...place, ...body } as never;
    io.local.to(room).except(slow.room).emit(name, message);
    metrics.sent(name, members - behind);
  }
}

/** Of two places the later: epochs are instants of one clock, written with equally many digits. */
function later(one: Place | null, other: Place): Place {
  if (one === null) return other;
  if (one.epoch === other.epoch) return one.sequence > other.sequence ? one : other;
  return one.epoch > other.epoch ? one : other;
}
