import { build, decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { Operation } from '../../../evidence/history.ts';
import type { TimelineLatency } from '../../../evidence/timeline.ts';
import { percentileOf } from './latency-bins.ts';

/** One row of the latency table: an operation or a route over the whole load. Latencies in ms. */
export interface LatencyRow {
  of: 'operation' | 'request';
  name: string;
  count: number;
  /** Operations: how they ended. Requests: only `errors` is known. */
  done: number | null;
  refused: number | null;
  errors: number;
  /** Why operations were refused or stayed unknown, most frequent first. */
  reasons: { reason: string; count: number }[];
  latency: { p50: number; p95: number; p99: number; max: number } | null;
}

interface OperationTotals {
  done: number;
  refused: number;
  errors: number;
  reasons: Map<string, number>;
  histogram: Histogram;
}

const mostReasons = 50;
const shownReasons = 4;

/** Totals by operation, of the history. */
export class OperationTable {
  readonly #totals = new Map<string, OperationTotals>();

  add({ f, outcome, error, invoked, ended }: Operation): void {
    const totals = this.#totals.get(f) ?? {
      done: 0,
      refused: 0,
      errors: 0,
      reasons: new Map(),
      histogram: emptyHistogram(),
    };
    this.#totals.set(f, totals);
    if (outcome === 'ok') totals.done++;
    else {
      if (outcome === 'fail') totals.refused++;
      else totals.errors++;
      const reason = error ?? (ended === null ? 'never answered' : outcome);
      // Free text of a target may never repeat: what comes after the first fifty is counted together.
      const known = totals.reasons.has(reason) || totals.reasons.size < mostReasons ? reason : 'other';
      totals.reasons.set(known, (totals.reasons.get(known) ?? 0) + 1);
    }
    if (ended !== null) totals.histogram.recordValue(clampUs((ended - invoked) / 1_000));
  }

  rows(): LatencyRow[] {
    return [...this.#totals].map(([name, { done, refused, errors, reasons, histogram }]) => ({
      of: 'operation',
      name,
      count: done + refused + errors,
      done,
      refused,
      errors,
      reasons: [...reasons]
        .map(([reason, count]) => ({ reason, count }))
        .sort((a, b) => b.count - a.count)
        .slice(0, shownReasons),
      latency: latencyOf(histogram),
    }));
  }
}

/** Totals by route, of the timeline's histograms in one phase. */
export class RouteTable {
  readonly #totals = new Map<string, { count: number; errors: number; histogram: Histogram }>();

  add(line: TimelineLatency, histogram: Histogram): void {
    const totals = this.#totals.get(line.name) ?? { count: 0, errors: 0, histogram: emptyHistogram() };
    this.#totals.set(line.name, totals);
    totals.count += line.count;
    totals.errors += line.errors;
    totals.histogram.add(histogram);
  }

  rows(): LatencyRow[] {
    return [...this.#totals]
      .map(
        ([name, { count, errors, histogram }]): LatencyRow => ({
          of: 'request',
          name,
          count,
          done: null,
          refused: null,
          errors,
          reasons: [],
          latency: latencyOf(histogram),
        }),
      )
      .sort((a, b) => b.count - a.count);
  }
}

/** Decodes a histogram of the timeline, of µs; null when the text is not one: damaged evidence is data. */
export function decodeHistogram(text: string): Histogram | null {
  try {
    return decodeFromCompressedBase64(text, 32, false);
  } catch {
    return null;
  }
}

/** Two minutes: the recorder's own bound. */
const longestUs = 120_000_000;
const clampUs = (us: number) => Math.min(longestUs, Math.max(1, Math.round(us)));

function emptyHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestUs,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
  });
}

function latencyOf(histogram: Histogram): LatencyRow['latency'] {
  if (histogram.totalCount === 0) return null;
  const at = (percent: number) => percentileOf(histogram, percent) / 1_000;
  return { p50: at(50), p95: at(95), p99: at(99), max: histogram.maxValue / 1_000 };
}
