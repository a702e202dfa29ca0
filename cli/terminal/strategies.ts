import Table from 'cli-table3';
import {
  compareStrategies,
  type StrategyRow,
  type StrategyRuns,
} from '../../reports/comparison/strategies.ts';
import { borderless, figure, type Runs, runsTogether, whole } from './runs.ts';
import type { Terminal } from './terminal.ts';
import { paintVerdict } from './verdict.ts';

/** Strategies side by side, as `--json` prints them: all runs, and a row for each strategy. */
interface Strategies extends Runs {
  strategies: StrategyRow[];
  /** The page that shows them. */
  comparison: string;
}

const columns: readonly [title: string, measurement: string, shown: (value: number) => string][] = [
  ['decided s', 'contention.decided', (value) => value.toFixed(2)],
  ['p50 ms', 'http.p50', whole],
  ['p95 ms', 'http.p95', whole],
  ['p99 ms', 'http.p99', whole],
  ['conflicts', 'target.conflicts', whole],
  ['retries', 'target.retries', whole],
  ['lock time-outs', 'target.lock-timeouts', whole],
];

/** Strategies side by side: a row each, the one that decided soonest marked, and what did not pass. */
export function showStrategies(
  strategies: readonly StrategyRuns[],
  comparison: string,
  terminal: Terminal,
): void {
  const together = strategiesTogether(strategies, comparison);
  terminal.document(together);
  const chalk = terminal.out;
  const table = new Table({
    head: ['', 'strategy', 'verdict', ...columns.map(([title]) => title)],
    colAligns: ['left', 'left', 'left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
    chars: borderless,
  });
  for (const { strategy, verdict, best, medians } of together.strategies) {
    const figures = columns.map(([, name, shown]) => figure(medians[name], shown));
    table.push([best ? chalk.green('best') : '', strategy, paintVerdict(verdict, chalk), ...figures]);
  }
  terminal.result(`\n${table.toString()}\n`);
  for (const { run, findings } of together.runs) {
    const held = findings.filter(({ verdict }) => verdict !== 'pass');
    if (held.length > 0)
      terminal.result(`${run.id}: ${held.map(({ id, observed }) => `${id} (${observed})`).join('; ')}`);
  }
  const each = together.runs.length / Math.max(1, together.strategies.length);
  const said = each > 1 ? `${each} runs each, medians; the first of each was cold` : 'one cold run each';
  terminal.result(
    `${paintVerdict(together.verdict, chalk)}  ${together.strategies.length} strategies, ${said}`,
  );
  terminal.result(`${chalk.dim('comparison')} ${comparison}`);
}

/** The document of all of them together. */
export function strategiesTogether(strategies: readonly StrategyRuns[], comparison: string): Strategies {
  const runs = strategies.flatMap((one) => one.runs);
  return { ...runsTogether(runs), strategies: compareStrategies(strategies), comparison };
}
