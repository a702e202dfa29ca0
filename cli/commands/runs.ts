import Table from 'cli-table3';
import type { Command } from 'commander';
import { type ListedRun, listRuns } from '../../reports/evidence/stored-runs.ts';
import type { CommandContext } from '../context.ts';
import { withCommonOptions } from '../options.ts';
import { paintVerdict } from '../terminal/verdict.ts';

/** `onsale runs`: stored runs, newest first. A run that cannot be read is listed with the reason. */
export function registerRuns(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('runs').description('list stored runs, newest first')).action(
    async () => {
      const runs = await listRuns(context.runsDir);
      context.terminal.document(
        runs.map(({ id, name, startedAt, verdict, dir }) => ({ id, name, startedAt, verdict, dir })),
      );
      if (runs.length === 0) {
        context.terminal.result(`No runs in ${context.runsDir}. Make one: onsale run contention`);
        return;
      }
      context.terminal.result(tableOf(runs, context));
    },
  );
}

function tableOf(runs: readonly ListedRun[], { terminal }: CommandContext): string {
  const table = new Table({
    head: ['run', 'started', 'verdict', ''],
    style: { head: [], border: [], compact: true },
    chars: { ...borderless, middle: ' ' },
  });
  for (const run of runs) {
    const verdict =
      run.verdict === null
        ? terminal.out.dim(run.state ?? 'unreadable')
        : paintVerdict(run.verdict, terminal.out);
    table.push([run.id, run.startedAt, verdict, terminal.out.dim(shortProblem(run))]);
  }
  return table.toString();
}

/** A line of a table has no room for paths and details; `check RUN` says all. */
function shortProblem({ problem, dir }: ListedRun): string {
  return (problem ?? '').replace(`${dir}/`, '').replace(/ \(.*$/s, '');
}

const borderless = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((name) => [name, '']),
);
