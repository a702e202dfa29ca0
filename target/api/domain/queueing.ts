import type { ProblemCode } from './problems.ts';

/** In the line: `position` of `total`, from 1 on. */
export interface QueuePosition {
  position: number;
  total: number;
  /** At the rate of admission, if nobody in front gives up and places are free. */
  etaSeconds: number;
}

export interface WaitingPlace extends QueuePosition {
  eventId: string;
  state: 'waiting';
  /** To be kept: it gives the place back after Redis has lost it. */
  ticket: string;
}

/** It is the user's turn until `expiresAt` (ISO 8601, the database's clock), `ttlMs` from the answer on. */
export interface AdmittedPlace {
  eventId: string;
  state: 'admitted';
  /** Holds need it. */
  pass: string;
  expiresAt: string;
  ttlMs: number;
}

export type QueuePlace = WaitingPlace | AdmittedPlace;

export type QueueAnswer<Answer> =
  | { kind: 'done'; answer: Answer; status: 200; replayed: false }
  | { kind: 'refused'; code: ProblemCode };

/** The waiting line in front of an event, as the routes see it. Throws Unavailable or OutcomeUnknown. */
export interface WaitingRoom {
  /** Takes a place or keeps the one there is. `ticket`: of an earlier join, as it was given. */
  join(eventId: string, userId: string, ticket: string | null): Promise<QueueAnswer<QueuePlace>>;
  /** As `join`, but gives no place to whoever has none and shows no ticket. Whoever asks is seen to be there. */
  status(eventId: string, userId: string, ticket: string | null): Promise<QueueAnswer<QueuePlace>>;
  /** Of whoever waits, who is seen to be there; null for anybody else. Throws Unavailable when nobody can say. */
  position(eventId: string, userId: string): Promise<QueuePosition | null>;
  leave(eventId: string, userId: string): Promise<QueueAnswer<{ eventId: string; left: boolean }>>;
  /** Whether the user may hold seats: the queue is off, or it is their turn and the pass says so. */
  mayHold(eventId: string, userId: string, pass: string | null): Promise<boolean>;
  /** A purchase ends the turn. Never throws: without it the turn ends by itself. */
  bought(eventId: string, userId: string): Promise<void>;
}
