import { mergeVerdicts } from '../verdict/merge.ts';
import type { Verdict, VerdictWord } from '../verdict/verdict.ts';

/** The runs of one strategy, in the order in which they were made. */
export interface StrategyRuns {
  strategy: string;
  runs: readonly Verdict[];
}

/** A strategy beside the others. */
export interface StrategyRow {
  strategy: string;
  /** Of its runs together. */
  verdict: VerdictWord;
  /** Whether it decided soonest, of those that broke no invariant and missed no budget. */
  best: boolean;
  /** Ids of its runs. */
  runs: string[];
  /** Of each measurement that any of its runs has, the median. */
  medians: Record<string, number>;
}

const decided = 'contention.decided';

/** One row a strategy, in the order given. */
export function compareStrategies(strategies: readonly StrategyRuns[]): StrategyRow[] {
  const rows = strategies.map(({ strategy, runs }) => ({
    strategy,
    verdict: mergeVerdicts(runs),
    runs: runs.map(({ run }) => run.id),
    medians: mediansOf(runs),
  }));
  const soonest = Math.min(
    ...rows.filter(({ verdict }) => verdict !== 'fail').map(({ medians }) => medians[decided] ?? Infinity),
  );
  return rows.map((row) => ({
    ...row,
    best: row.verdict !== 'fail' && row.medians[decided] === soonest,
  }));
}

function mediansOf(runs: readonly Verdict[]): Record<string, number> {
  const names = [...new Set(runs.flatMap(({ measurements }) => Object.keys(measurements)))];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = median(runs.flatMap(({ measurements }) => measurements[name]?.value ?? []));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
