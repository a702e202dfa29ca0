import type { Operation } from '../evidence/history.ts';
import type { Collector, Measurements } from './collector.ts';
import { Effects } from './effects.ts';

/** Below this a rate is chance. */
const fewestBookings = 10;
/** The share of bookings left out at each end: what starts up and what dies away. */
const edge = 0.1;

/**
 * `bookings.rate`: acknowledged bookings a second over the steady part, which is the time in which the middle
 * four fifths of them were acknowledged. A booking that was sent again is counted once.
 */
export class Bookings implements Collector {
  readonly #acknowledged: number[] = [];
  readonly #effects: Effects;

  constructor(effects = new Effects()) {
    this.#effects = effects;
  }

  operation(operation: Operation): void {
    const { f, outcome, ended } = operation;
    if (f !== 'book' || outcome !== 'ok' || ended === null) return;
    if (!this.#effects.isRepeated(operation)) this.#acknowledged.push(ended);
  }

  get acknowledged(): number {
    return this.#acknowledged.length;
  }

  measurements(): Measurements {
    const times = Float64Array.from(this.#acknowledged).sort();
    if (times.length < fewestBookings) return {};
    const first = Math.floor(times.length * edge);
    const last = times.length - 1 - first;
    const seconds = ((times[last] ?? 0) - (times[first] ?? 0)) / 1e9;
    if (seconds <= 0) return {};
    const samples = last - first + 1;
    // n instants are the ends of n − 1 gaps.
    return { 'bookings.rate': { value: (samples - 1) / seconds, unit: '1/s', samples } };
  }
}
