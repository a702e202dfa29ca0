import { build, decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import type { TimelineLatency, TimelineLine } from '../evidence/timeline.ts';
import type { Measurement } from '../verdict/verdict.ts';
import { type Collector, type LoadSpan, loadPhase, type Measurements } from './collector.ts';

interface Series {
  histogram: Histogram;
  count: number;
  errors: number;
}

const usPerMs = 1000;

/**
 * `http.*` of all requests and by route, under load. Histograms are added up and percentiles taken of the
 * sum; they are never averaged.
 */
export class Latency implements Collector {
  /** Why a line's histogram could not be read; the timeline is not whole then. */
  problem: string | null = null;
  /** Under load, with or without an answer. */
  requests = 0;
  readonly #byRoute = new Map<string, Series>();
  #firstSecond = Infinity;
  #lastSecond = -Infinity;

  timeline(line: TimelineLine): void {
    if (line.kind !== 'latency' || line.of !== 'request' || line.phase !== loadPhase) return;
    const histogram = this.#decode(line);
    if (histogram === null) return;
    const series = this.#byRoute.get(line.name) ?? newSeries();
    this.#byRoute.set(line.name, series);
    series.histogram.add(histogram);
    series.count += line.count;
    series.errors += line.errors;
    this.requests += line.count;
    this.#firstSecond = Math.min(this.#firstSecond, line.second);
    this.#lastSecond = Math.max(this.#lastSecond, line.second);
  }

  measurements(_record: unknown, load: LoadSpan | null): Measurements {
    const seconds = this.#seconds(load);
    const all = newSeries();
    const found: Measurements = {};
    for (const [route, series] of this.#byRoute) {
      all.histogram.add(series.histogram);
      all.count += series.count;
      all.errors += series.errors;
      Object.assign(found, measured(series, seconds, `{route=${route}}`));
    }
    return { ...measured(all, seconds, ''), ...found };
  }

  /**
   * How long requests were made for. The timeline knows whole seconds only; where its first or last one holds
   * the history's first invoke or last end, that is the edge: a burst lasts less than a second.
   */
  #seconds(load: LoadSpan | null): number {
    const first = this.#firstSecond * 1e9;
    const last = this.#lastSecond * 1e9;
    const from = load !== null && load.from >= first && load.from < first + 1e9 ? load.from : first;
    const to = load !== null && load.to > last && load.to <= last + 1e9 ? load.to : last + 1e9;
    return (to - from) / 1e9;
  }

  #decode(line: TimelineLatency): Histogram | null {
    try {
      return decodeFromCompressedBase64(line.histogram);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      this.problem ??= `the histogram of ${line.name} in second ${line.second} cannot be read (${what})`;
      return null;
    }
  }
}

/** As the recorder makes them: 1 µs to 2 minutes, three digits; resized should another have made them. */
function newSeries(): Series {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 120_000_000,
    numberOfSignificantValueDigits: 3,
  });
  histogram.autoResize = true;
  return { histogram, count: 0, errors: 0 };
}

function measured({ histogram, count, errors }: Series, seconds: number, label: string): Measurements {
  const of = (value: number, unit: string, samples: number): Measurement => ({ value, unit, samples });
  const ms = (us: number) => of(us / usPerMs, 'ms', histogram.totalCount);
  const requests =
    count === 0
      ? {}
      : {
          [`http.rate${label}`]: of(count / seconds, '1/s', count),
          [`http.errors${label}`]: of(errors / count, 'ratio', count),
        };
  if (histogram.totalCount === 0) return requests;
  return {
    ...requests,
    [`http.mean${label}`]: ms(histogram.mean),
    [`http.p50${label}`]: ms(histogram.getValueAtPercentile(50)),
    [`http.p95${label}`]: ms(histogram.getValueAtPercentile(95)),
    [`http.p99${label}`]: ms(histogram.getValueAtPercentile(99)),
    [`http.max${label}`]: ms(histogram.maxValue),
  };
}
