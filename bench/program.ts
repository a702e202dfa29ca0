import { cpus, loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import type { CommandContext } from '../cli/context.ts';
import { wholeNumber } from '../cli/options.ts';
import { describeGit, describeMachine } from '../cli/run/machine.ts';
import { pinnedVersions } from '../cli/run/pinned-versions.ts';
import { reapLeftovers } from '../cli/run/prepare.ts';
import { requireImages } from '../cli/run/require-images.ts';
import { reportOf, UsageError } from '../cli/terminal/errors.ts';
import { packageVersion } from '../cli/version.ts';
import { requireWritable } from '../reports/evidence/run-directory.ts';
import { imageTags } from '../target/images/tags.mjs';
import { runBenches } from './course.ts';
import { type BenchDocument, type Outcome, outcomeOf } from './document.ts';
import type { Bench } from './figure.ts';
import { benches, benchesByName } from './list.ts';
import { renderTable } from './table.ts';

interface BenchOptions {
  rounds?: number;
  out?: string;
}

export const exitCodes: Record<Outcome, number> = { held: 0, missed: 1, broken: 70 };

// Above this share of its cores in use before it began, a machine's times are another's doing too.
const busyShare = 0.25;

/** `npm run bench`: run the benches that are named, or all usual ones; write JSON, print a table. */
export function benchProgram(context: CommandContext): Command {
  return new Command('bench')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .description('measure onsale itself, each figure beside a baseline of the same run')
    .argument('[bench...]', `of: ${[...benches, ...benchesByName].map(({ name }) => name).join(', ')}`)
    .option('--rounds <n>', 'rounds of each (default: each its own)', wholeNumber(1, 99))
    .option('--out <file>', 'where the JSON goes (default: .onsale/bench/<time>.json)')
    .option('--json', 'print the JSON on standard output too, instead of the table')
    .option('--quiet', 'no progress')
    .action(async (names: string[], options: BenchOptions) => {
      const chosen = chosenOf(names);
      const { root, cwd, terminal } = context;
      const startedAt = new Date().toISOString();
      const out = options.out === undefined ? defaultOut(root, startedAt) : resolve(cwd, options.out);
      // Whoever waits half an hour for figures is to get them.
      await requireWritable(dirname(out)).catch((cause: unknown) => {
        throw new UsageError(`${out} cannot be written`, 'Name another file: --out FILE.', { cause });
      });
      await requireImages(root, ['testbed', 'toxiproxy', 'k6']);
      await reapLeftovers(context);
      const document = await measure({ chosen, options, context, startedAt });
      await writeFileAtomic(out, `${JSON.stringify(document, null, 2)}\n`);
      terminal.document(document);
      terminal.result(renderTable(document.benches, (text) => terminal.out.red(text)));
      terminal.note(`Written to ${out}`);
      context.exit(exitCodes[document.outcome]);
    });
}

function chosenOf(names: readonly string[]): Bench[] {
  if (names.length === 0) return [...benches];
  const known = [...benches, ...benchesByName];
  const strange = names.find((name) => !known.some((bench) => bench.name === name));
  if (strange !== undefined) {
    throw new UsageError(
      `there is no bench ${strange}`,
      `It is one of: ${known.map(({ name }) => name).join(', ')}.`,
    );
  }
  return known.filter(({ name }) => names.includes(name));
}

function defaultOut(root: string, startedAt: string): string {
  return join(root, '.onsale', 'bench', `${startedAt.replaceAll(/[-:]|\.\d+/g, '')}.json`);
}

interface Measure {
  chosen: readonly Bench[];
  options: BenchOptions;
  context: CommandContext;
  startedAt: string;
}

async function measure({ chosen, options, context, startedAt }: Measure): Promise<BenchDocument> {
  const { root, terminal, signal } = context;
  const loadAverage = loadavg()[0] ?? 0;
  const cores = cpus().length;
  if (loadAverage > busyShare * cores) {
    terminal.note(
      `This machine is busy (load average ${loadAverage.toFixed(2)} on ${cores} cores): times are not onsale's alone.`,
    );
  }
  const about = {
    schemaVersion: 1 as const,
    startedAt,
    machine: describeMachine(),
    loadAverage,
    git: await describeGit(root),
    versions: {
      onsale: packageVersion(root),
      node: process.versions.node,
      ...(await pinnedVersions(root)),
    },
    images: { ...imageTags(root) },
  };
  const results = await runBenches(chosen, {
    rounds: options.rounds ?? null,
    context: { root, env: context.env, signal, say: (line) => terminal.note(line) },
    describe: (error) => {
      const { message, hint } = reportOf(error);
      return hint === null ? message : `${message}. ${hint}`;
    },
  });
  return { ...about, benches: results, outcome: outcomeOf(results) };
}
