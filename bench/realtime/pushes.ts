import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from 'simple-statistics';

/** Changes seats, one a call: the next of them, from one state into the other. */
export type Change = (id: string, to: 'held' | 'available') => Promise<void>;

export interface PushPlan {
  seats: readonly string[];
  perSecond: number;
  seconds: number;
  /** How many are to hear each change. */
  listeners: number;
  signal: AbortSignal;
}

const settleWithinMs = 5_000;

/** From asking for a change to each client's hearing of it. Each seat changes rarely enough to be told each time. */
export class Pushes {
  readonly #askedMs = new Map<string, number>();
  readonly #tookMs: number[] = [];

  /** A message of seats came to one client. */
  heard(text: string, atMs: number): void {
    const [, { seats }] = JSON.parse(text.slice(2)) as [string, { seats: { id: string; status: string }[] }];
    for (const { id, status } of seats) {
      const askedMs = this.#askedMs.get(`${id} ${status}`);
      if (askedMs !== undefined) this.#tookMs.push(atMs - askedMs);
    }
  }

  /**
   * The 95th percentile over all clients and changes, in ms; what was not heard (by clients that were left out for
   * being behind) counts as slower than everything. Throws when that is as much as a twentieth.
   */
  async run(change: Change, { seats, perSecond, seconds, listeners, signal }: PushPlan): Promise<number> {
    this.#askedMs.clear();
    this.#tookMs.length = 0;
    const changes = perSecond * seconds;
    const beganMs = performance.now();
    const asked: Promise<void>[] = [];
    for (let at = 0; at < changes; at += 1) {
      signal.throwIfAborted();
      const id = seats[at % seats.length] ?? '';
      const to = Math.floor(at / seats.length) % 2 === 0 ? 'held' : 'available';
      this.#askedMs.delete(`${id} ${to === 'held' ? 'available' : 'held'}`);
      this.#askedMs.set(`${id} ${to}`, performance.now());
      asked.push(change(id, to));
      await pause(Math.max(0, beganMs + ((at + 1) * 1_000) / perSecond - performance.now()));
    }
    await Promise.all(asked);
    const expected = changes * listeners;
    const untilMs = performance.now() + settleWithinMs;
    while (this.#tookMs.length < expected && performance.now() < untilMs)
      await pause(20, undefined, { signal });
    const share = (0.95 * expected) / this.#tookMs.length;
    if (share >= 1) throw new Error(`${expected} pushes were to be heard, ${this.#tookMs.length} were`);
    return quantile(this.#tookMs, share);
  }
}
