import type { Operation } from '../evidence/history.ts';
import type { Collector, Measurements } from './collector.ts';
import type { Effects } from './effects.ts';

/**
 * `bookings.units`: seats, or units of a pool, in acknowledged bookings. A buyer may book several at once; a
 * booking that was sent again counts once.
 */
export class Units implements Collector {
  readonly #effects: Effects;
  #bookings = 0;
  #units = 0;

  constructor(effects: Effects) {
    this.#effects = effects;
  }

  operation(operation: Operation): void {
    const { f, outcome, key, value } = operation;
    if (f !== 'book' || outcome !== 'ok' || this.#effects.isRepeated(operation)) return;
    this.#bookings++;
    this.#units += value.quantity ?? key.length;
  }

  measurements(): Measurements {
    if (this.#bookings === 0) return {};
    return { 'bookings.units': { value: this.#units, unit: 'count', samples: this.#bookings } };
  }
}
