import { setTimeout as pause } from 'node:timers/promises';
import type { SeatChange, SeatChanges, SeatStatus } from '../domain/seat-changes.ts';
import { away } from '../redis/guard.ts';
import type { Line } from './line.ts';
import type { Telling } from './messages.ts';
import type { RealtimeMetrics } from './metrics.ts';
import type { EventSeen, Truth } from './truth.ts';

export interface ChangesOptions {
  truth: Pick<Truth, 'changed'>;
  line: Pick<Line, 'tell'>;
  metrics: RealtimeMetrics;
  /** Between two tellings of one event by this instance. */
  gapMs: number;
  /** After PostgreSQL did not say what became of the seats. */
  retryMs: number;
  onError: (error: unknown) => void;
}

/** Hears what was told, and whether everybody was. */
export type TellHere = (eventId: string, tellings: readonly Telling[], everybody: boolean) => void;

/** Seats to be told of; null where it is not known that anybody changed them. */
type Pending = Map<string, SeatStatus | null>;

const mostInOneMessage = 500;

/**
 * What changed, told: the first change of an event at once, later ones together, some time apart. What is told
 * is what PostgreSQL says at that moment, with each seat's version: instances may tell in another order than
 * they committed in, and by the versions the later state stays.
 */
export class Changes implements SeatChanges, Disposable {
  readonly #options: ChangesOptions;
  /** An event is there for as long as it is being told of. */
  readonly #pending = new Map<string, Pending>();
  readonly #available = new Map<string, number>();
  readonly #end = new AbortController();
  #tellHere: TellHere = () => {};

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Tells this instance's own users where the line does not. */
  set tellHere(tellHere: TellHere) {
    this.#tellHere = tellHere;
  }

  changed(eventId: string, seats: readonly SeatChange[]): void {
    this.#add(
      eventId,
      seats.map(({ id, status }) => [id, status]),
    );
  }

  /** Tells of seats again, as they are now, though nobody here changed them. */
  tellAgain(eventId: string, seatIds: readonly string[]): void {
    this.#add(
      eventId,
      seatIds.map((id) => [id, null]),
    );
  }

  /** The number of tickets that everybody was told last, by whichever instance. */
  heard(eventId: string, availableTickets: number): void {
    this.#available.set(eventId, availableTickets);
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }

  #add(eventId: string, seats: readonly [string, SeatStatus | null][]): void {
    if (this.#end.signal.aborted) return;
    const underWay = this.#pending.get(eventId);
    const pending: Pending = underWay ?? new Map();
    let again = 0;
    for (const [id, status] of seats) {
      if (pending.has(id)) again += 1;
      pending.set(id, status ?? pending.get(id) ?? null);
    }
    this.#options.metrics.coalesced(again);
    if (underWay !== undefined) return;
    this.#pending.set(eventId, pending);
    void this.#goOn(eventId);
  }

  async #goOn(eventId: string): Promise<void> {
    const { gapMs, retryMs } = this.#options;
    while (!this.#end.signal.aborted && this.#pending.get(eventId)?.size !== 0) {
      const beganMs = performance.now();
      const told = await this.#tell(eventId);
      const leftMs = told ? gapMs - (performance.now() - beganMs) : retryMs;
      // Cut short by the end only, which the loop sees.
      await pause(Math.max(0, leftMs), undefined, { signal: this.#end.signal }).catch(() => {});
    }
    this.#pending.delete(eventId);
  }

  /**
   * Whether PostgreSQL answered. What the line did not take is told here alone, and not again: other instances
   * see by themselves what nobody told them (see Watch).
   */
  async #tell(eventId: string): Promise<boolean> {
    const { truth, line, onError } = this.#options;
    const pending: Pending = this.#pending.get(eventId) ?? new Map();
    this.#pending.set(eventId, new Map());
    try {
      const seen = await truth.changed(eventId, [...pending.keys()]);
      if (seen === null) return true;
      const tellings = this.#tellingsOf(eventId, seen, pending);
      if (tellings.length === 0) return true;
      const everybody = (await line.tell(eventId, tellings)) !== away;
      if (!everybody) this.#available.delete(eventId);
      this.#tellHere(eventId, tellings, everybody);
      return true;
    } catch (error) {
      onError(error);
      const later = this.#pending.get(eventId);
      for (const [id, status] of pending) if (!later?.has(id)) later?.set(id, status);
      return false;
    }
  }

  #tellingsOf(eventId: string, { available, seats }: EventSeen, pending: Pending): Telling[] {
    const tellings: Telling[] = [];
    for (let from = 0; from < seats.length; from += mostInOneMessage) {
      tellings.push({ name: 'seat-updated', body: { seats: seats.slice(from, from + mostInOneMessage) } });
    }
    const sold = seats.filter(({ id, status }) => status === 'booked' && pending.get(id) === 'booked');
    if (sold.length > 0) {
      const seatIds = sold.map(({ id }) => id);
      tellings.push({ name: 'ticket-sold', body: { seatIds, availableTickets: available } });
    }
    if (this.#available.get(eventId) !== available) {
      this.#available.set(eventId, available);
      tellings.push({ name: 'ticket-updated', body: { availableTickets: available } });
    }
    return tellings;
  }
}
