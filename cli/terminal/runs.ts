import type { ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { median } from '../../reports/comparison/strategies.ts';
import { mergeVerdicts } from '../../reports/verdict/merge.ts';
import type { Verdict, VerdictWord } from '../../reports/verdict/verdict.ts';
import type { Terminal } from './terminal.ts';
import { paintVerdict } from './verdict.ts';

/** Several runs of one kind together, as `--json` prints them. */
export interface Runs {
  schemaVersion: 1;
  runs: Verdict[];
  /** The id of the worst. */
  worst: string;
  /** Of all together: fail beats unknown beats pass. */
  verdict: VerdictWord;
}

const badness: Record<VerdictWord, number> = { pass: 0, unknown: 1, fail: 2 };

/** Put runs together. The worst is the one with the worst verdict, among equals the slowest to decide. */
export function runsTogether(runs: Verdict[]): Runs {
  const decided = (run: Verdict) => run.measurements['contention.decided']?.value ?? 0;
  const [worst] = runs.toSorted((a, b) => badness[b.verdict] - badness[a.verdict] || decided(b) - decided(a));
  return { schemaVersion: 1, runs, worst: worst?.run.id ?? '', verdict: mergeVerdicts(runs) };
}

/** `1,235`. */
export const whole = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 0 });
const columns: readonly [title: string, measurement: string, shown: (value: number) => string][] = [
  ['granted', 'contention.granted', whole],
  ['refused', 'contention.refused', whole],
  ['indeterminate', 'contention.indeterminate', whole],
  ['decided s', 'contention.decided', (value) => value.toFixed(2)],
  ['p50 ms', 'http.p50', whole],
  ['p95 ms', 'http.p95', whole],
  ['p99 ms', 'http.p99', whole],
  ['spread ms', 'contention.start-spread', whole],
];

/** Runs as a person reads them: a table with the worst marked, then the median and the worst of each figure. */
export function showRuns(runs: readonly Verdict[], terminal: Terminal): void {
  terminal.document(runsTogether([...runs]));
  for (const line of linesOf(runs, terminal.out)) terminal.result(line);
}

/** Runs that were judged before something ended the rest: the same table, and no document. */
export function showUnfinishedRuns(runs: readonly Verdict[], of: number, terminal: Terminal): void {
  if (runs.length === 0) return;
  for (const line of linesOf(runs, terminal.out)) terminal.unfinished(line);
  terminal.unfinished(`ended early: ${runs.length} of ${of} runs were judged`);
}

function linesOf(runs: readonly Verdict[], chalk: ChalkInstance): string[] {
  const together = runsTogether([...runs]);
  const table = new Table({
    head: ['', 'run', 'verdict', ...columns.map(([title]) => title)],
    colAligns: ['left', 'left', 'left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
    chars: borderless,
  });
  for (const run of together.runs) {
    const mark = run.run.id === together.worst ? chalk.yellow('worst') : '';
    const figures = columns.map(([, name, shown]) => figure(run.measurements[name]?.value, shown));
    table.push([mark, run.run.id, paintVerdict(run.verdict, chalk), ...figures]);
  }
  const summary = (title: string, of: (values: number[]) => number | undefined) =>
    table.push([
      '',
      chalk.dim(title),
      '',
      ...columns.map(([, name, shown]) =>
        figure(of(together.runs.flatMap(({ measurements }) => measurements[name]?.value ?? [])), shown),
      ),
    ]);
  summary('median', median);
  summary('most', (values) => (values.length === 0 ? undefined : Math.max(...values)));
  const notPassed = together.runs
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ run, findings }) => {
      const held = findings.filter(({ verdict }) => verdict !== 'pass');
      return `${run.id}: ${held.map(({ id, observed }) => `${id} (${observed})`).join('; ')}`;
    });
  const counts = Object.entries(Object.groupBy(together.runs, ({ verdict }) => verdict));
  const said = counts.map(([word, those]) => `${those.length} ${word}`).join(', ');
  const conclusion = `${paintVerdict(together.verdict, chalk)}  ${together.runs.length} runs: ${said}`;
  return [`\n${table.toString()}\n`, ...notPassed, conclusion];
}

/** A figure of a table; nothing where it was not measured. */
export function figure(value: number | undefined, shown: (value: number) => string): string {
  return value === undefined ? '' : shown(value);
}

/** For tables without lines. */
export const borderless = {
  ...Object.fromEntries(
    [
      ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
      ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
    ].map((name) => [name, '']),
  ),
  middle: '  ',
};
