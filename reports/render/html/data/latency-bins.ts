import { build, type Histogram } from 'hdr-histogram-js';
import type { NamedSeries } from './page-data.ts';

/** What ended within one bin. */
export interface Ended {
  done: number;
  refused: number;
  errors: number;
}

interface Bin extends Ended {
  histogram: Histogram | null;
}

interface Settings {
  /** Width of the first bins, in ms; doubled as often as needed. */
  binMs: number;
  /** ms since zero at which the first bin begins. */
  from: number;
  mostBins: number;
  /** Series kept apart beside `all`; what comes later counts only there. */
  mostNames: number;
}

const all = 'all';

/**
 * Counts and latencies in bins of one width for every series. How long the load lasts need not be known: when
 * there would be too many bins, neighbours are merged (histograms add up, percentiles would not), so memory
 * and page size stay bounded.
 */
export class LatencyBins {
  readonly #settings: Settings;
  readonly #bins = new Map<string, Bin[]>([[all, []]]);
  #binMs: number;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#binMs = settings.binMs;
  }

  get binMs(): number {
    return this.#binMs;
  }

  get from(): number {
    return this.#settings.from;
  }

  /** Adds one latency, in µs, that ended at `at` (ms since zero; what ended before the first bin counts there). */
  record(name: string, at: number, tookUs: number, ended: Ended): void {
    for (const bin of this.#at(name, at)) {
      add(bin, ended);
      histogramOf(bin).recordValue(Math.min(longestUs, Math.max(1, Math.round(tookUs))));
    }
  }

  /** Adds a histogram of µs that covers a stretch beginning at `at` (ms since zero). */
  merge(name: string, at: number, histogram: Histogram, ended: Ended): void {
    for (const bin of this.#at(name, at)) {
      add(bin, ended);
      histogramOf(bin).add(histogram);
    }
  }

  /** Every series, `all` first, each with the same number of bins. */
  series(): NamedSeries[] {
    const bins = Math.max(...[...this.#bins.values()].map((each) => each.length));
    return [...this.#bins].map(([name, each]) => toSeries(name, each, bins));
  }

  #at(name: string, at: number): Bin[] {
    let position = Math.max(0, Math.floor((at - this.from) / this.#binMs));
    while (position >= this.#settings.mostBins) {
      this.#coarsen();
      position = Math.max(0, Math.floor((at - this.from) / this.#binMs));
    }
    if (!this.#bins.has(name) && this.#bins.size <= this.#settings.mostNames) this.#bins.set(name, []);
    return [this.#bins.get(all), this.#bins.get(name)].flatMap((bins) => {
      if (!bins) return [];
      while (bins.length <= position) bins.push(emptyBin());
      const bin = bins[position];
      return bin ? [bin] : [];
    });
  }

  #coarsen(): void {
    this.#binMs *= 2;
    for (const [name, bins] of this.#bins) {
      const merged = Array.from({ length: Math.ceil(bins.length / 2) }, (_, pair) =>
        mergeBins(bins[pair * 2] ?? emptyBin(), bins[pair * 2 + 1] ?? emptyBin()),
      );
      this.#bins.set(name, merged);
    }
  }
}

/** Two minutes: the recorder's own bound. */
const longestUs = 120_000_000;

const emptyBin = (): Bin => ({ done: 0, refused: 0, errors: 0, histogram: null });

/** Two digits (1 %) are enough for a line on a chart, and take a tenth of the memory of three. */
function histogramOf(bin: Bin): Histogram {
  bin.histogram ??= build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestUs,
    numberOfSignificantValueDigits: 2,
    autoResize: false,
  });
  return bin.histogram;
}

function add(bin: Bin, ended: Ended): void {
  bin.done += ended.done;
  bin.refused += ended.refused;
  bin.errors += ended.errors;
}

function mergeBins(left: Bin, right: Bin): Bin {
  add(left, right);
  if (right.histogram) histogramOf(left).add(right.histogram);
  return left;
}

function toSeries(name: string, bins: readonly Bin[], length: number): NamedSeries {
  const column = <Value>(value: (bin: Bin) => Value, none: Value) =>
    Array.from({ length }, (_, position) => {
      const bin = bins[position];
      return bin ? value(bin) : none;
    });
  const percentile = (percent: number) =>
    column<number | null>(
      ({ histogram }) => (histogram?.totalCount ? ms(percentileOf(histogram, percent)) : null),
      null,
    );
  return {
    name,
    done: column(({ done }) => done, 0),
    refused: column(({ refused }) => refused, 0),
    errors: column(({ errors }) => errors, 0),
    p50: percentile(50),
    p95: percentile(95),
    p99: percentile(99),
    max: column<number | null>(
      ({ histogram }) => (histogram?.totalCount ? ms(histogram.maxValue) : null),
      null,
    ),
  };
}

/**
 * A percentile in the histogram's unit. It names the upper edge of a bucket, which may lie above the largest
 * value seen: nothing is reported above that.
 */
export function percentileOf(histogram: Histogram, percent: number): number {
  return Math.min(histogram.getValueAtPercentile(percent), histogram.maxValue);
}

const ms = (us: number) => Number((us / 1_000).toPrecision(3));
