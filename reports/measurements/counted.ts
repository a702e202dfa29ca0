import type { TimelineLine } from '../evidence/timeline.ts';
import type { Collector, Measurements } from './collector.ts';

const names: ReadonlySet<string> = new Set([
  'database.deadlocks',
  'target.conflicts',
  'target.retries',
  'target.lock-timeouts',
]);

/** What parts of the target counted by themselves, of every window in which somebody asked. */
export class Counted implements Collector {
  readonly #sums = new Map<string, { value: number; unit: 'count'; samples: number }>();

  timeline(line: TimelineLine): void {
    if (line.kind !== 'counter' || !names.has(line.name)) return;
    const { value, samples } = this.#sums.get(line.name) ?? { value: 0, samples: 0 };
    this.#sums.set(line.name, { value: value + line.value, unit: 'count', samples: samples + 1 });
  }

  measurements(): Measurements {
    return Object.fromEntries(this.#sums);
  }
}
