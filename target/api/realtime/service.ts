import type { Server as HttpServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Server } from 'socket.io';
import type { Realtime } from './compose.ts';
import { path } from './door.ts';
import { Handlers } from './handlers.ts';
import type { Connection, Io } from './io.ts';
import { roomOf, userRoomOf } from './messages.ts';
import { Positions } from './positions.ts';
import { Rooms } from './rooms.ts';
import { SlowClients } from './slow-clients.ts';
import { Watch } from './watch.ts';

const mostMessageBytes = 8 * 1024;
const roomPrefix = roomOf('');
const drainSteps = 20;
const retryEveryMs = 1_000;
/** What `setTimeout` can count to. */
const longestTimerMs = 2 ** 31 - 1;

/** Who connects, as the token says, and for how long it is good; null for no token of ours. */
export type Identify = (token: unknown) => { userId: string; leftMs: number } | null;

/** Socket.IO, and all that feeds it, on one instance. */
export class RealtimeService {
  readonly io: Io;
  readonly #parts: Realtime;
  readonly #rooms: Rooms;
  readonly #slow: SlowClients;
  readonly #positions: Positions;
  readonly #watch: Watch;
  #retrying: NodeJS.Timeout | null = null;
  #closing = false;

  constructor(door: HttpServer, parts: Realtime, identify: Identify) {
    const { limits, line, metrics, truth, queue, onError } = parts;
    this.#parts = parts;
    this.io = createIo(door);
    parts.users.connect(this.io);
    if (parts.adapter !== null) this.io.adapter(parts.adapter);
    const caughtUp = (connection: Connection) => this.#rooms.catchUp(connection, 'too-slow');
    this.#slow = new SlowClients({ ...limits, io: this.io, metrics, caughtUp });
    this.#rooms = new Rooms({ ...limits, io: this.io, line, slow: this.#slow, metrics });
    this.#positions = new Positions({ queue, everyMs: limits.positionsEveryMs, onError });
    this.#watch = new Watch({
      ...limits,
      truth,
      metrics,
      eventIds: () => this.#rooms.eventIds,
      listening: () => parts.link.up,
      tellAgain: (eventId, seatIds) => parts.changes.tellAgain(eventId, seatIds),
      turned: (eventId, phase) => {
        if (phase === 'scheduled') return;
        const name = phase === 'on_sale' ? 'event-started' : 'event-ended';
        this.io.local.to(roomOf(eventId)).emit(name, { eventId });
      },
      onError,
    });
    const handlers = new Handlers({
      ...parts,
      rooms: this.#rooms,
      watch: this.#watch,
      positions: this.#positions,
    });
    this.io.use((connection, next) => {
      const known = identify(connection.handshake.auth.token);
      if (known === null)
        return next(Object.assign(new Error('unauthorized'), { data: { code: 'unauthorized' } }));
      const { userId, leftMs } = known;
      connection.data = { userId, leftMs, behindSinceMs: null };
      next();
    });
    this.io.on('connection', (connection) => {
      metrics.connected(connection.handshake.auth.again === true);
      connection.join(userRoomOf(connection.data.userId));
      this.#endInTime(connection);
      handlers.serve(connection);
    });
    this.io.of('/').adapter.on('delete-room', (room: string) => {
      if (!room.startsWith(roomPrefix)) return;
      this.#rooms.forget(room.slice(roomPrefix.length));
      this.#watch.forget(room.slice(roomPrefix.length));
    });
  }

  /** Why no new connection is let in; null when one is. */
  get refusal(): 'too_many_connections' | 'closing' | null {
    if (this.#closing) return 'closing';
    return this.connections >= this.#parts.limits.mostConnections ? 'too_many_connections' : null;
  }

  get connections(): number {
    return this.io.engine.clientsCount;
  }

  /** Begins to hear, to look and to tell. */
  start(): void {
    const { link, changes } = this.#parts;
    changes.tellHere = (eventId, tellings, everybody) => {
      if (!everybody || !link.up) this.#rooms.tellHere(eventId, tellings);
    };
    link.start({
      told: (told) => {
        const { eventId, telling } = told;
        this.#watch.heard(eventId, telling);
        if (telling.name === 'ticket-updated') changes.heard(eventId, telling.body.availableTickets);
        this.#rooms.told(told);
      },
      upOrDown: (up) => this.#rooms.upOrDown(up),
    });
    this.#retrying = setInterval(() => this.#rooms.retry(), retryEveryMs);
    this.#slow.start();
    this.#positions.start();
    this.#watch.start();
  }

  /** Lets nobody in any more, and ends the connections one after another: those who leave all come elsewhere. */
  async close(): Promise<void> {
    this.#closing = true;
    const connections = [...this.io.of('/').sockets.values()];
    const atOnce = Math.ceil(connections.length / drainSteps);
    for (let from = 0; from < connections.length; from += atOnce) {
      for (const connection of connections.slice(from, from + atOnce)) this.#end(connection, 'closing');
      await pause(this.#parts.limits.drainMs / drainSteps);
    }
    if (this.#retrying !== null) clearInterval(this.#retrying);
    this.#slow[Symbol.dispose]();
    this.#positions[Symbol.dispose]();
    await this.#watch[Symbol.asyncDispose]();
    await this.io.close();
  }

  /** A connection is good for as long as its token. */
  #endInTime(connection: Connection): void {
    const leftMs = Math.min(connection.data.leftMs, longestTimerMs);
    const timer = setTimeout(() => this.#end(connection, 'token_expired'), leftMs);
    connection.on('disconnect', () => clearTimeout(timer));
  }

  #end(connection: Connection, code: 'closing' | 'token_expired'): void {
    this.#parts.metrics.ended(code);
    connection.emit('connection-ended', { code });
    connection.disconnect(true);
  }
}

function createIo(door: HttpServer): Io {
  const io: Io = new Server(door, {
    path,
    transports: ['websocket', 'polling'],
    serveClient: false,
    // A compressor takes some 300 KB a connection; messages are short, and the load balancer may compress.
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: mostMessageBytes,
    // Who is refused is not kept.
    connectTimeout: 10_000,
  });
  // Kept by default for as long as the connection, with its headers; nothing here needs it after the handshake.
  io.engine.on('connection', (raw: { request: unknown }) => {
    raw.request = null;
  });
  return io;
}
