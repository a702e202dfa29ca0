import type { Operation } from '../evidence/history.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { TimelineLine } from '../evidence/timeline.ts';
import type { Measurement } from '../verdict/verdict.ts';

export type Measurements = Record<string, Measurement>;

/** When the load lasted: first invoke to last end, in ns since the epoch. */
export interface LoadSpan {
  from: number;
  to: number;
}

/**
 * One family of measurements, gathered while the evidence streams by; memory grows with buyers, routes and
 * bookings, not with operations. What has no samples is left out, so that its budget is unknown.
 */
export interface Collector {
  operation?(operation: Operation): void;
  timeline?(line: TimelineLine): void;
  /** @param load null when nothing was recorded */
  measurements(record: RunRecord, load: LoadSpan | null): Measurements;
}

/** The phase, of requests on the timeline, that measurements are about: what follows the barrier. */
export const loadPhase = 'load';
