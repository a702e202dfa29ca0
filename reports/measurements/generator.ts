import type { RunRecord } from '../evidence/run.ts';
import type { TimelineLine } from '../evidence/timeline.ts';
import type { Collector, LoadSpan, Measurements } from './collector.ts';

interface Window {
  from: number;
  to: number;
  /** Share of all cores in use. */
  busy: number;
}

/**
 * Whether the load's own side kept up. *Saturation* is the share of the machine's CPU in use, the mean over
 * the time under load (generator and target share the machine here, so that a target which uses all of it
 * voids times just as well). *Dropped* are buyers who were to come to their end and did not.
 */
export class Generator implements Collector {
  readonly #windows: Window[] = [];

  timeline(line: TimelineLine): void {
    if (line.kind !== 'resource' || line.of !== 'machine' || line.to <= line.from) return;
    const { from, to, cpuSeconds, cores } = line;
    this.#windows.push({ from, to, busy: cpuSeconds / cores / ((to - from) / 1e9) });
  }

  measurements(record: RunRecord, load: LoadSpan | null): Measurements {
    const { generators } = record;
    const buyers = generators.reduce((sum, each) => sum + each.buyers, 0);
    const finished = generators.reduce((sum, each) => sum + each.finished, 0);
    return {
      ...this.#saturation(load),
      ...(buyers === 0
        ? {}
        : {
            'generator.dropped': { value: Math.max(0, buyers - finished), unit: 'count', samples: buyers },
          }),
    };
  }

  #saturation(load: LoadSpan | null): Measurements {
    if (load === null) return {};
    let overlap = 0;
    let busy = 0;
    let samples = 0;
    for (const window of this.#windows) {
      const shared = Math.min(window.to, load.to) - Math.max(window.from, load.from);
      if (shared <= 0) continue;
      overlap += shared;
      busy += shared * window.busy;
      samples++;
    }
    if (samples === 0) return {};
    // The kernel counts in hundredths of a second, so a short window may come out above all there is.
    return { 'generator.saturation': { value: Math.min(1, busy / overlap), unit: 'ratio', samples } };
  }
}
