import type { TimelineLine } from '../evidence/timeline.ts';
import type { Collector, Measurements } from './collector.ts';

/** `users.peak`: sessions held at once, which is what stood ready when the barrier opened. */
export class Users implements Collector {
  readonly #ready = new Map<string, number>();

  timeline(line: TimelineLine): void {
    if (line.kind !== 'event' || line.name !== 'barrier-released') return;
    const { ready } = line.detail;
    if (typeof ready === 'number') this.#ready.set(line.source, ready);
  }

  measurements(): Measurements {
    if (this.#ready.size === 0) return {};
    const value = [...this.#ready.values()].reduce((sum, ready) => sum + ready, 0);
    return { 'users.peak': { value, unit: 'count', samples: value } };
  }
}
