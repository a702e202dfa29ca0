import { compareStrategies, type StrategyRuns } from './strategies.ts';

/** What the charts of a comparison show, by strategy in one order; null where nothing was measured. */
export interface ComparisonData {
  strategies: string[];
  /** Which of them is the best; null when none is. */
  best: number | null;
  /** Seconds to the last decision, the median of its runs. */
  decided: (number | null)[];
  /** The same of every single run: which strategy, and seconds. */
  runs: [strategy: string, seconds: number][];
  /** Latencies in ms, the median of its runs. */
  latency: Record<'p50' | 'p95' | 'p99', (number | null)[]>;
}

/** The figures of the charts. */
export function comparisonData(strategies: readonly StrategyRuns[]): ComparisonData {
  const rows = compareStrategies(strategies);
  const medians = (name: string) => rows.map((row) => row.medians[name] ?? null);
  const best = rows.findIndex((row) => row.best);
  return {
    strategies: rows.map(({ strategy }) => strategy),
    best: best === -1 ? null : best,
    decided: medians('contention.decided'),
    runs: strategies.flatMap(({ strategy, runs }) =>
      runs.flatMap(({ measurements }): [string, number][] => {
        const decided = measurements['contention.decided'];
        return decided === undefined ? [] : [[strategy, decided.value]];
      }),
    ),
    latency: { p50: medians('http.p50'), p95: medians('http.p95'), p99: medians('http.p99') },
  };
}
