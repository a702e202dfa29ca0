import type { RunRecord } from '../../../evidence/run.ts';

/** The stretch of a run that the page shows, in ns since the run's epoch. */
export interface LoadWindow {
  zeroNs: number;
  toNs: number;
  /** What happened at zero. */
  zero: string;
}

/** What the timeline says about when things happened, in ns since the epoch; null where it does not. */
export interface Moments {
  barrierReleased: number | null;
  last: number | null;
}

/**
 * Time zero is the barrier's opening; without one the load phase's begin; without that the run's epoch. A load
 * that never ended (a killed run) is shown up to the last thing known.
 */
export function loadWindow(run: RunRecord, moments: Moments): LoadWindow {
  const load = run.phases.find(({ name }) => name === 'load');
  const [zeroNs, zero] =
    moments.barrierReleased !== null
      ? [moments.barrierReleased, 'the barrier opened']
      : load
        ? [load.from, 'the load began']
        : [0, 'the run began'];
  return { zeroNs, zero, toNs: Math.max(zeroNs, load?.to ?? moments.last ?? zeroNs) };
}

/** ms since the window's zero. */
export function sinceZero(window: LoadWindow, ns: number): number {
  return Math.round((ns - window.zeroNs) / 10_000) / 100;
}
