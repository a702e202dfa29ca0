import type { TimelineLine } from '../evidence/timeline.ts';
import type { Collector, Measurements } from './collector.ts';

const name = 'database.deadlocks';

/** `database.deadlocks`: what PostgreSQL itself counted, of every window in which somebody asked. */
export class DatabaseCounters implements Collector {
  #windows = 0;
  #deadlocks = 0;

  timeline(line: TimelineLine): void {
    if (line.kind !== 'counter' || line.name !== name) return;
    this.#windows++;
    this.#deadlocks += line.value;
  }

  measurements(): Measurements {
    if (this.#windows === 0) return {};
    return { [name]: { value: this.#deadlocks, unit: 'count', samples: this.#windows } };
  }
}
