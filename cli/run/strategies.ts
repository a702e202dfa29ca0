import type { StrategyRuns } from '../../reports/comparison/strategies.ts';
import { Progress } from '../terminal/progress.ts';
import { showStrategies } from '../terminal/strategies.ts';
import { writeComparison } from './comparison.ts';
import { withEngine } from './engine-watch.ts';
import { type Repeat, repeatRun } from './repeat.ts';
import { everyStrategy, strategyNames } from './strategy-names.ts';

/** {@link runEachStrategy}, then all of them side by side: a table, or a document, and a page. */
export async function compareEachStrategy(repeat: Repeat): Promise<void> {
  const { context } = repeat;
  const strategies = await runEachStrategy(repeat);
  const page = await writeComparison(context.runsDir, strategies);
  showStrategies(strategies, page, context.terminal);
}

/**
 * So many runs with each strategy, on one target: between two strategies its instances are started again, and
 * everything it holds is forgotten. The first run of each is cold; that of the first finds the database cold too.
 */
async function runEachStrategy(repeat: Repeat): Promise<StrategyRuns[]> {
  const { target, request, context } = repeat;
  const progress = repeat.progress ?? new Progress(context.terminal);
  const { useStrategy } = target;
  if (useStrategy === null) throw new TypeError('strategies are the reference target’s alone');
  const done: StrategyRuns[] = [];
  for (const [at, strategy] of strategyNames.entries()) {
    context.signal.throwIfAborted();
    context.terminal.note(`${strategy} (${at + 1} of ${strategyNames.length})`);
    if (at > 0) await progress.phase('restart', () => withEngine(() => useStrategy(strategy)));
    const own = {
      ...request,
      name: `${request.name}-${strategy}`,
      command: commandWith(request.command, strategy),
    };
    const judged = await repeatRun({ ...repeat, progress, request: own });
    done.push({ strategy, runs: judged.map(({ verdict }) => verdict) });
  }
  return done;
}

/** The arguments that repeat the runs of one strategy alone. */
function commandWith(command: readonly string[], strategy: string): string[] {
  return command.map((argument, at) => {
    if (argument === `--strategy=${everyStrategy}`) return `--strategy=${strategy}`;
    return command[at - 1] === '--strategy' && argument === everyStrategy ? strategy : argument;
  });
}
