/** The history module of our k6 (scenarios/recorder/record/module.go). All of it throws when a line cannot be written. */
declare module 'k6/x/onsale' {
  import type { HistoryLine } from '../../reports/evidence/history.ts';
  import type { TimelineEvent } from '../../reports/evidence/timeline.ts';
  import type { Booked } from '../clients/client.ts';

  /** Writes the invoke line; call it right before the operation's first request. */
  export function begin(operation: {
    process: string;
    f: HistoryLine['f'];
    key: HistoryLine['key'];
    value: object | null;
    idempotencyKey: string;
    phase: string;
  }): Begun;

  /** Each operation ends once. */
  export interface Begun {
    /** What the client made of the answer; the history keeps what it has a name for (OperationValue). */
    ok(value: object | null): void;
    fail(reason: string): void;
    info(reason: string): void;
  }

  /**
   * Blocks this VU until all parties have come, or the time-out, which begins with the first. Who is not
   * `ready` reports, and goes on at once. True for one who came after the release.
   */
  export function meet(at: { parties: number; timeoutMs: number; ready: boolean }): boolean;

  /** What a buyer booked, for others to read. */
  export interface Posting {
    buyer: string;
    booked: Booked;
    resources: string[];
    quantity: number;
  }

  /** Puts a booking where all buyers of this k6 can see it. */
  export function post(posting: Posting): void;

  /**
   * A booking of another buyer's; each call takes the next one. Blocks this VU until there is one, or the
   * time-out: then null.
   */
  export function another(of: { buyer: string; timeoutMs: number }): Posting | null;

  export function event(name: TimelineEvent['name'], detail: object): void;

  /** Counts a request that got no answer; `startedMs` is what `nowMs` said before it. */
  export function unanswered(route: string, phase: string, startedMs: number): void;

  /** CLOCK_MONOTONIC in ms, with fractions. */
  export function nowMs(): number;
}
