import type { Server, Socket } from 'socket.io';
import type { ServerEvents } from './messages.ts';

/** What is known of a connection, on the instance that has it. */
export interface ConnectionData {
  userId: string;
  /** How long its token was good for when it connected. */
  leftMs: number;
  /** Since when it has too much waiting; null for one that keeps up. */
  behindSinceMs: number | null;
}

/** Clients' messages are checked where they come in, and are anything until then. */
export interface ClientEvents {
  [event: string]: (...given: unknown[]) => void;
}

type NoEvents = Record<string, never>;

export type Io = Server<ClientEvents, ServerEvents, NoEvents, ConnectionData>;
export type Connection = Socket<ClientEvents, ServerEvents, NoEvents, ConnectionData>;
