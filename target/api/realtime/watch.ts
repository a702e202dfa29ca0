import { setTimeout as pause } from 'node:timers/promises';
import type { Phase, SeatSeen, Telling } from './messages.ts';
import type { RealtimeMetrics } from './metrics.ts';
import { isNewer } from './seat-order.ts';
import type { Truth } from './truth.ts';

export interface WatchOptions {
  truth: Pick<Truth, 'all' | 'phases'>;
  metrics: RealtimeMetrics;
  /** The events that somebody here watches. */
  eventIds: () => readonly string[];
  /** Nothing is told again while Redis is away: then everybody looks for themselves. */
  listening: () => boolean;
  tellAgain: (eventId: string, seatIds: readonly string[]) => void;
  /** An event began or ended. */
  turned: (eventId: string, phase: Phase) => void;
  phasesEveryMs: number;
  seatsEveryMs: number;
  onError: (error: unknown) => void;
}

/**
 * Looks at PostgreSQL for what nobody tells: events that begin and end by the clock, holds that run out, and
 * changes whose instance died between its commit and the telling, or never learned how the commit ended.
 */
export class Watch implements AsyncDisposable {
  readonly #options: WatchOptions;
  readonly #phases = new Map<string, Phase>();
  /** The latest version of each seat that was heard or seen here. */
  readonly #known = new Map<string, Map<string, SeatSeen>>();
  readonly #beginnings = new Map<string, Promise<boolean>>();
  readonly #end = new AbortController();
  #rounds: Promise<unknown> = Promise.resolve();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(): void {
    const { phasesEveryMs, seatsEveryMs } = this.#options;
    this.#rounds = Promise.all([
      this.#every(phasesEveryMs, () => this.lookAtPhases()),
      this.#every(seatsEveryMs, () => this.lookAtSeats()),
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#rounds;
  }

  /**
   * Begins to watch an event: what is lost from now on is found. Whoever takes a snapshot after this has what was
   * lost before. False when there is no such event. Throws Unavailable.
   */
  async begin(eventId: string): Promise<boolean> {
    if (this.#known.has(eventId)) return true;
    // A crowd comes at once: one look is enough for all.
    const beginning = this.#beginnings.get(eventId) ?? this.#look(eventId);
    this.#beginnings.set(eventId, beginning);
    try {
      return await beginning;
    } finally {
      this.#beginnings.delete(eventId);
    }
  }

  forget(eventId: string): void {
    this.#known.delete(eventId);
    this.#phases.delete(eventId);
  }

  /** Everybody was told so. */
  heard(eventId: string, telling: Telling): void {
    if (telling.name === 'seat-updated') this.#learn(eventId, telling.body.seats);
  }

  async lookAtPhases(): Promise<void> {
    const eventIds = this.#options.eventIds();
    if (eventIds.length === 0) return;
    for (const [eventId, phase] of await this.#options.truth.phases(eventIds)) {
      const before = this.#phases.get(eventId);
      if (before === undefined || before === phase) continue;
      this.#phases.set(eventId, phase);
      this.#options.turned(eventId, phase);
    }
  }

  async lookAtSeats(): Promise<void> {
    const watched = this.#options.eventIds();
    for (const eventId of this.#known.keys()) if (!watched.includes(eventId)) this.forget(eventId);
    for (const eventId of watched) {
      if (!this.#options.listening()) return;
      if (!this.#known.has(eventId)) await this.begin(eventId);
      const seen = await this.#options.truth.all(eventId);
      // Asked of now, not of before the look: what was heard meanwhile is no news.
      const unheard = (seen?.seats ?? []).filter((seat) => this.#isNews(eventId, seat));
      if (unheard.length === 0) continue;
      this.#options.metrics.healed(unheard.length);
      this.#options.tellAgain(
        eventId,
        unheard.map(({ id }) => id),
      );
    }
  }

  async #look(eventId: string): Promise<boolean> {
    const { truth } = this.#options;
    const [seen, phases] = await Promise.all([truth.all(eventId), truth.phases([eventId])]);
    const phase = phases.get(eventId);
    if (seen === null || phase === undefined) return false;
    this.#phases.set(eventId, phase);
    this.#known.set(eventId, new Map(seen.seats.map((seat) => [seat.id, seat])));
    return true;
  }

  #isNews(eventId: string, seat: SeatSeen): boolean {
    const known = this.#known.get(eventId);
    return known !== undefined && isNewer(seat, known.get(seat.id));
  }

  #learn(eventId: string, seats: readonly SeatSeen[]): void {
    const known = this.#known.get(eventId);
    for (const seat of seats) if (isNewer(seat, known?.get(seat.id))) known?.set(seat.id, seat);
  }

  async #every(periodMs: number, look: () => Promise<void>): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      // Instances begin together and are not to ask together. Cut short by the end, which the loop sees.
      const drawnMs = periodMs * (0.75 + Math.random() / 2);
      await pause(drawnMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await look().catch(this.#options.onError);
    }
  }
}
