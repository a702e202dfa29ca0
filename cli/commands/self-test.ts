import Table from 'cli-table3';
import { type Command, InvalidArgumentError } from 'commander';
import { closest } from 'fastest-levenshtein';
import type { CommandContext } from '../context.ts';
import { wholeNumber, withCommonOptions } from '../options.ts';
import { fewestRivals } from '../self-test/crowd.ts';
import type { SelfTestOptions } from '../self-test/self-test.ts';
import type { Trial } from '../self-test/trial.ts';

interface Options extends Omit<SelfTestOptions, 'passes' | 'only' | 'each'> {
  runs: number;
  only?: string[];
  list?: boolean;
}

/**
 * `onsale self-test`: plant known bugs in the target and demand that the checkers catch each. Exit 1 when one is
 * missed or the sound target fails, 2 when the machine was too busy to say.
 */
export function registerSelfTest(program: Command, context: CommandContext): void {
  withCommonOptions(
    program
      .command('self-test')
      .description('plant known bugs in the target and demand that the checkers catch each')
      .option(
        '--users <n>',
        `buyers of each trial, at least ${fewestRivals} for each seat`,
        wholeNumber(10, 10_000),
        300,
      )
      .option('--seats <n>', 'seats of each trial', wholeNumber(1, 2_000), 30)
      .option('--seed <n>', 'what is drawn is drawn from it', wholeNumber(0, 2 ** 32 - 1), 1)
      .option('--runs <n>', 'how often everything is tried', wholeNumber(1, 100), 1)
      .option(
        '--only <names>',
        'what to try, by name, with commas between (--list names them)',
        commaSeparated,
      )
      .option('--list', 'name what is tried and start nothing'),
  ).action(async ({ runs, only, list, ...size }: Options) => {
    const names = await checked(only ?? null);
    if (list) return await showList(names, context);
    const { selfTest } = await import('../self-test/self-test.ts');
    const { exitCodeOfTrials } = await import('../self-test/summary.ts');
    const { terminal } = context;
    const trials: Trial[] = [];
    let planned = 0;
    const each = (trial: Trial, of: number) => {
      trials.push(trial);
      planned = of;
    };
    try {
      await selfTest({ ...size, passes: runs, only: names, each }, context);
    } catch (error) {
      if (trials.length > 0) {
        for (const line of await linesOf(trials, context)) terminal.unfinished(line);
        terminal.unfinished(`ended early: ${trials.length} of ${planned} trials were judged`);
      }
      throw error;
    }
    terminal.document(trials);
    for (const line of await linesOf(trials, context)) terminal.result(line);
    context.exit(exitCodeOfTrials(trials));
  });
}

function commaSeparated(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw new InvalidArgumentError('It takes names with commas between.');
  return names;
}

/** Names that exist. Throws a UsageError that says which is nearest to one that does not. */
async function checked(only: string[] | null): Promise<string[] | null> {
  const { variantNames } = await import('../self-test/course.ts');
  const { UsageError } = await import('../terminal/errors.ts');
  const unknown = only?.find((name) => !variantNames.includes(name));
  if (unknown === undefined) return only;
  throw new UsageError(
    `--only ${unknown}: there is no planted bug of that name`,
    `Did you mean ${closest(unknown, [...variantNames])}? There are: ${variantNames.join(', ')}`,
  );
}

async function showList(only: readonly string[] | null, { terminal }: CommandContext): Promise<void> {
  const { plantedBugs } = await import('../self-test/bugs.ts');
  const { soundVariant } = await import('../self-test/course.ts');
  const { shapeNames } = await import('../self-test/shapes.ts');
  const sound = {
    variant: soundVariant,
    expected: 'none',
    shape: shapeNames.join(', '),
    summary: 'the target without a bug, which must pass',
  };
  const bugs = plantedBugs.map(({ variant, finding, shape, summary }) => ({
    variant,
    expected: finding,
    shape,
    summary,
  }));
  const listed = [sound, ...bugs].filter(({ variant }) => only === null || only.includes(variant));
  terminal.document(listed);
  const table = new Table({
    head: ['variant', 'must find', 'buyers', 'what it does'],
    style: { head: [], border: [] },
  });
  for (const { variant, expected, shape, summary } of listed) table.push([variant, expected, shape, summary]);
  terminal.result(table.toString());
}

/** The table, and what it comes to. */
async function linesOf(trials: readonly Trial[], { terminal }: CommandContext): Promise<string[]> {
  const { conclusionOf, rowsOf } = await import('../self-test/summary.ts');
  const table = new Table({
    head: ['', 'variant', 'buyers', 'must find', 'caught', 'also failed', 's', 'says'],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [3, 29, 12, 19, 10, 24, 7, 50],
  });
  for (const row of rowsOf(trials)) {
    const good = row.caught === row.trials;
    const unclear = row.caught + row.undecided === row.trials;
    const mark = good ? terminal.out.green('✔') : unclear ? terminal.out.yellow('?') : terminal.out.red('✘');
    const repeated = row.repeated === 0 ? '' : ` (${row.repeated} tried twice)`;
    table.push([
      mark,
      row.variant,
      row.shape,
      row.expected,
      `${row.caught} of ${row.trials}${repeated}`,
      row.besides.join(', ') || 'none',
      row.seconds.toFixed(1),
      row.says,
    ]);
  }
  return [table.toString(), ...conclusionOf(trials)];
}
