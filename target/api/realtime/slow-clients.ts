import type { Connection, Io } from './io.ts';
import type { RealtimeMetrics } from './metrics.ts';

export interface SlowClientsOptions {
  io: Io;
  metrics: RealtimeMetrics;
  /** Packets that may wait for one client, beyond which it is told no more until it has read them. */
  mostWaiting: number;
  /** How long it may take to read them, before the connection is ended. */
  mostBehindMs: number;
  /** It has read all: it may be told again, and where it stands. */
  caughtUp: (connection: Connection) => void;
}

const lookEveryMs = 250;

/**
 * Clients that do not read what they are sent. What waits for them is bounded: from the bound on they are left
 * out, and asked to take a snapshot when they have read the rest; who does not even do that is let go.
 */
export class SlowClients implements Disposable {
  /** Who is in it is left out. */
  readonly room = 'behind';
  readonly #options: SlowClientsOptions;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SlowClientsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), lookEveryMs);
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Sets aside the members of a room for whom too much waits; answers how many are aside. */
  setAside(room: string): number {
    let aside = 0;
    for (const connection of this.#membersOf(room)) {
      if (connection.data.behindSinceMs === null && this.#waiting(connection) > this.#options.mostWaiting) {
        connection.data.behindSinceMs = performance.now();
        connection.join(this.room);
      }
      if (connection.data.behindSinceMs !== null) aside += 1;
    }
    this.#options.metrics.leftOut(aside);
    return aside;
  }

  /** Takes back who has read everything, and ends the connections of those who never do. */
  look(): void {
    for (const connection of this.#membersOf(this.room)) {
      const { behindSinceMs } = connection.data;
      if (this.#waiting(connection) === 0) {
        connection.leave(this.room);
        connection.data.behindSinceMs = null;
        this.#options.caughtUp(connection);
      } else if (behindSinceMs !== null && performance.now() - behindSinceMs > this.#options.mostBehindMs) {
        this.#options.metrics.ended('too_slow');
        // What waits is discarded: waiting until it is read would be waiting for ever.
        connection.conn.close(true);
      }
    }
  }

  #waiting({ conn }: Connection): number {
    return (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
  }

  #membersOf(room: string): Connection[] {
    const { adapter, sockets } = this.#options.io.of('/');
    const ids = [...(adapter.rooms.get(room) ?? [])];
    return ids.map((id) => sockets.get(id)).filter((connection) => connection !== undefined);
  }
}
