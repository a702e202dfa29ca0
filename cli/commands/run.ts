import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { parseBudgets } from '../../reports/budgets/load.ts';
import { requireWritable } from '../../reports/evidence/run-directory.ts';
import { mergeVerdicts } from '../../reports/verdict/merge.ts';
import type { Verdict } from '../../reports/verdict/verdict.ts';
import { parseOptions, scenarioNames } from '../../scenarios/catalog.ts';
import { dialectNames } from '../../scenarios/generator/dialects.ts';
import { defaultApiSettings } from '../../target/topology/single.ts';
import type { CommandContext } from '../context.ts';
import { wholeNumber, withCommonOptions } from '../options.ts';
import { requireShortHold } from '../run/capabilities.ts';
import { contentionOptionsOf, withContentionFlags } from '../run/contention-flags.ts';
import type { Judged } from '../run/judge-apart.ts';
import type { RunRequest } from '../run/request.ts';
import { isUrl, type RunOptions } from '../run/run-options.ts';
import { everyStrategy, firstStrategy, strategyNames } from '../run/strategy-names.ts';
import { UsageError } from '../terminal/errors.ts';
import { exitCodeOf } from '../terminal/exit-codes.ts';
import { tellGitHub } from '../terminal/github.ts';
import { Progress } from '../terminal/progress.ts';
import { showRuns, showUnfinishedRuns } from '../terminal/runs.ts';
import { showVerdict } from '../terminal/verdict.ts';

/** `onsale run SCENARIO`: boot the target (or take one), load it, judge it. */
export function registerRun(program: Command, context: CommandContext): void {
  withContentionFlags(
    withCommonOptions(
      program
        .command('run')
        .description('load a target and judge it')
        .argument('<scenario>', `one of: ${scenarioNames.join(', ')}`),
    ),
  )
    .option('--runs <n>', 'so many runs, one after the other on one target', wholeNumber(1, 100), 1)
    .option('--seed <n>', 'what is drawn is drawn from it', wholeNumber(0, 2 ** 32 - 1), 1)
    .addOption(strategyOption(everyStrategy))
    .option('--no-fast-layer', 'without the refusals in Redis')
    .option('--instances <n>', 'API instances', wholeNumber(1, 8), 2)
    .option(
      '--hold-seconds <n>',
      'how long a hold lasts',
      wholeNumber(1, 86_400),
      defaultApiSettings.holdSeconds,
    )
    .addOption(
      new Option('--topology <name>', 'of the reference target').choices(['single']).default('single'),
    )
    .option(
      '--broken <name>',
      'start the reference target with a planted bug (onsale self-test --list names them)',
    )
    .option('--target <file|url>', 'a client file, or a URL with --api')
    .addOption(apiOption())
    .option('--budgets <file>', 'budgets as YAML')
    .option('--keep', 'leave the target running; onsale down removes it')
    .option('--i-own-this-target <host>', 'allow load on a host that is neither loopback nor ours')
    .action(async (scenario: string, options: RunOptions, command: Command) => {
      refuseOptionsOfReference(options, command);
      refuseHoldsOfPool(options, command);
      refuseRateWithoutQueue(options, command);
      refuseStrategiesOfBroken(options);
      const request = await requestOf(scenario, options, context);
      const { prepareTarget } = await import('../run/prepare.ts');
      const { repeatRun } = await import('../run/repeat.ts');
      const { compareEachStrategy } = await import('../run/strategies.ts');
      const { terminal } = context;
      const progress = new Progress(terminal);
      terminal.note(
        `${scenario}: ${options.users.toLocaleString('en')} buyers, ${options.seats.toLocaleString('en')} for sale, seed ${options.seed}`,
      );
      const strategy = firstStrategy(options.strategy);
      await using target = await prepareTarget({ options: { ...options, strategy }, context, progress });
      const { runs } = options;
      const judged: Verdict[] = [];
      const each = async ({ verdict, written }: Judged, nth: number) => {
        judged.push(verdict);
        await tellGitHub(verdict, written.summary, context.env, (line) => terminal.command(line));
        if (runs > 1) terminal.note(`${nth} of ${runs}: ${verdict.verdict}, ${written.headline}`);
      };
      const repeat = { target, request, context, runs, each, progress };
      if (options.strategy === everyStrategy) {
        await compareEachStrategy(repeat).catch((error) => {
          showUnfinishedRuns(judged, runs * strategyNames.length, terminal);
          throw error;
        });
        context.exit(exitCodeOf(mergeVerdicts(judged)));
        return;
      }
      const done = await repeatRun(repeat).catch((error) => {
        showUnfinishedRuns(judged, runs, terminal);
        throw error;
      });
      const [first] = done;
      if (runs === 1 && first !== undefined) showVerdict(first.verdict, first.written, terminal);
      else
        showRuns(
          done.map(({ verdict }) => verdict),
          terminal,
        );
      context.exit(exitCodeOf(mergeVerdicts(done.map(({ verdict }) => verdict))));
    });
}

/** The dialects of the reference target. */
export function apiOption(): Option {
  return new Option('--api <name>', 'the API that the reference target, or a URL, speaks').choices(
    dialectNames,
  );
}

/** @param more what is taken beside the names */
export function strategyOption(...more: string[]): Option {
  return new Option('--strategy <name>', 'how the reference target guards a seat')
    .choices([...strategyNames, ...more])
    .default('atomic-update');
}

const ofReference = [
  ...(['strategy', 'fastLayer', 'instances', 'holdSeconds', 'topology', 'broken'] as const),
  ...(['queue', 'queueRate'] as const),
];

/** What shapes the reference target says nothing about a user's own; taken in silence it would mislead. */
function refuseOptionsOfReference({ target }: RunOptions, command: Command): void {
  if (target === undefined) return;
  const given = ofReference.find((name) => command.getOptionValueSource(name) === 'cli');
  if (given === undefined) return;
  const flag = given === 'fastLayer' ? '--no-fast-layer' : `--${kebab(given)}`;
  throw new UsageError(`${flag} shapes the reference target; it does not go with --target`);
}

/** A planted bug is a way to guard a seat of its own: to put it beside itself says nothing. */
function refuseStrategiesOfBroken({ strategy, broken }: RunOptions): void {
  if (strategy !== everyStrategy || broken === undefined) return;
  throw new UsageError(
    `--broken ${broken} stands in place of a strategy; it does not go with --strategy all`,
  );
}

/** What is sold by number is taken and paid for at once: there is no hold that could be long or short. */
function refuseHoldsOfPool({ api }: RunOptions, command: Command): void {
  if (api !== 'quantity' || command.getOptionValueSource('holdSeconds') !== 'cli') return;
  throw new UsageError('--hold-seconds is about holds, and the API quantity has none');
}

function refuseRateWithoutQueue({ queue }: RunOptions, command: Command): void {
  if (queue !== undefined || command.getOptionValueSource('queueRate') !== 'cli') return;
  throw new UsageError('--queue-rate is about a queue, and nobody queues without --queue');
}

/** `holdSeconds` → `hold-seconds`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Everything that can be refused before anything is started is refused here. */
async function requestOf(
  scenario: string,
  options: RunOptions,
  context: CommandContext,
): Promise<RunRequest> {
  await requireWritable(context.runsDir);
  const checked = parseOptions(scenario, { ...contentionOptionsOf(options) });
  if (options.target === undefined && options.api !== 'quantity')
    requireShortHold(options.dawdle, options.holdSeconds);
  if (options.api !== undefined && options.target !== undefined && !isUrl(options.target)) {
    throw new UsageError(
      '--api names what the reference target or a --target URL speaks; a client file speaks for itself',
    );
  }
  if (isUrl(options.target) && options.api === undefined) {
    throw new UsageError(
      `--target ${options.target} is a URL and needs --api`,
      `Say which API answers there: --api ${dialectNames.join(', ')}`,
    );
  }
  return {
    name: scenario,
    scenario: { name: scenario, users: options.users, inventory: options.seats, options: checked },
    seed: options.seed,
    budgets: await budgetsOf(options.budgets, context),
    command: context.argv.filter((argument) => argument !== '--json' && argument !== '--quiet'),
  };
}

async function budgetsOf(file: string | undefined, context: CommandContext): Promise<RunRequest['budgets']> {
  if (file === undefined) return { source: null, entries: [] };
  const path = resolve(context.cwd, file);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(
      `--budgets ${file} cannot be read`,
      'Name a YAML file; examples/budgets shows one.',
      { cause },
    );
  }
  return { source: path, entries: parseBudgets(text, file) };
}
