import type { SeatStatus } from '../domain/seat-changes.ts';

/** Which telling of an event's room this is: the line it belongs to and its place on it, counted from 1. */
export interface Place {
  /** Another epoch is another line: what was told between the two is not known. */
  epoch: string;
  sequence: number;
}

/** The place of what is told; null twice while Redis is away: told by one instance to its own users only. */
export type PlaceOrNone = Place | { epoch: null; sequence: null };

export const noPlace: PlaceOrNone = { epoch: null, sequence: null };

/**
 * A seat as somebody may know it. Of two, the one of the later version is the newer; of one version `available`
 * is the newer, since only time has passed: a hold ran out.
 */
export interface SeatSeen {
  id: string;
  status: SeatStatus;
  version: number;
}

/** What is told to everybody in an event's room, in numbered messages. */
export type Telling =
  | { name: 'seat-updated'; body: { seats: readonly SeatSeen[] } }
  | { name: 'ticket-updated'; body: { availableTickets: number } }
  | { name: 'ticket-sold'; body: { seatIds: readonly string[]; availableTickets: number } };

/** What becomes of an event without anybody's doing, by the database's clock. */
export type Phase = 'scheduled' | 'on_sale' | 'ended';

/** Why a client is told where its room stands. */
export type RoomStateReason = 'joined' | 'redis-away' | 'redis-back' | 'too-slow';

/**
 * Where a room stands: the next message is the one after `sequence`. Whatever was told before has to be had
 * from a snapshot (`GET /api/events/:eventId/seats`), asked for after a random part of `withinMs`. While
 * `degraded`, what other instances sell is not told: the snapshot is to be asked for every `pollMs`.
 */
export type RoomState = PlaceOrNone & {
  eventId: string;
  reason: RoomStateReason;
  degraded: boolean;
  pollMs: number | null;
  withinMs: number;
};

/** Where somebody stands in an event's queue. */
export interface QueuePlace {
  position: number;
  total: number;
  etaSeconds: number;
}

/** What a user had when the connection was lost. What is held is PostgreSQL's word, not the session's. */
export interface Restored {
  eventIds: string[];
  queuePosition: number | null;
  selectedSeats: string[];
  /** When the first of the selected seats is free again, ISO 8601. */
  reservationExpiry: string | null;
}

/** Refusals of a client's message, by code. Beside these: `internal`. */
export type MessageCode =
  | 'invalid_message'
  | 'event_not_found'
  | 'too_many_rooms'
  | 'too_many_messages'
  | 'unavailable'
  | 'internal';

/** The acknowledgement of every message of a client. `waiting`: of `check-queue-status` alone. */
export type Acknowledgement =
  | { ok: true; waiting?: boolean }
  | { ok: false; code: MessageCode; field?: string };

/** What the server sends of its own accord. */
export interface ServerEvents {
  'ticket-updated': (message: PlaceOrNone & { eventId: string; availableTickets: number }) => void;
  'seat-updated': (message: PlaceOrNone & { eventId: string; seats: readonly SeatSeen[] }) => void;
  'ticket-sold': (
    message: PlaceOrNone & { eventId: string; seatIds: readonly string[]; availableTickets: number },
  ) => void;
  'event-started': (message: { eventId: string }) => void;
  'event-ended': (message: { eventId: string }) => void;
  'queue-position': (message: { eventId: string } & QueuePlace) => void;
  'queue-enter': (message: { eventId: string }) => void;
  'queue-restored': (message: { eventId: string } & QueuePlace) => void;
  'session-restored': (message: Restored) => void;
  'room-state': (message: RoomState) => void;
  /** A refusal of a message that came without a way to acknowledge it. */
  'message-refused': (message: { event: string; code: MessageCode; field?: string }) => void;
  /** Said right before the server ends the connection. */
  'connection-ended': (message: { code: 'token_expired' | 'closing' }) => void;
}

/** The room of everybody who watches an event. */
export const roomOf = (eventId: string) => `event:${eventId}`;

/** The room of all connections of one user, on whichever instance. */
export const userRoomOf = (userId: string) => `user:${userId}`;
