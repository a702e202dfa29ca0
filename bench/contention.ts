import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BareShop } from './contention/bare-shop-process.ts';
import { type Rush, rushesOf } from './contention/rush.ts';
import type { Bench, BenchContext, Figure } from './figure.ts';
import { runOnsale } from './onsale-process.ts';
import { MachineWatch } from './watch/machine-watch.ts';
import { describeBound } from './watch/wording.ts';

export interface ContentionSize {
  buyers: number;
  seats: number;
}

/** The strategy that decides soonest: what is in flight goes together. */
const reference = ['--strategy', 'batch'];

/** A rush for seats: the time from the first claim sent to the last decision received, cold and warm. */
export const bench: Bench = {
  name: 'contention',
  summary: '1,000 buyers, 100 seats: first claim sent → last decision received',
  usualRounds: 20,
  run: (context) => benchContention(context, { buyers: 1_000, seats: 100 }),
};

/**
 * Cold: each round boots the target anew. Warm: the rounds follow one another on one target, behind a first
 * run that does not count. Baseline: the same buyers and the same k6, at a shop that answers from memory.
 */
export async function benchContention(context: BenchContext, size: ContentionSize): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'onsale-bench-contention-'));
  const cold: Rush[] = [];
  const bare: Rush[] = [];
  let warm: Rush[];
  let kept = false;
  try {
    await using watch = MachineWatch.start();
    await using shop = await BareShop.start(context);
    const rush = (args: readonly string[], accept: readonly number[]) =>
      runRush({ args, accept, size, dir, context, watch });
    for (let round = 1; round <= context.rounds; round++) {
      cold.push(...(await rush([...reference, '--seed', String(round)], judged)));
      await shop.open(size);
      // It has no ledger, so that its run is unknown; what counts is its time.
      bare.push(...(await rush(['--target', shop.url, '--api', 'seats', '--seed', String(round)], [2])));
      context.say(`  round ${round}: cold ${inWords(cold.at(-1))}; from memory ${inWords(bare.at(-1))}`);
    }
    const all = await rush([...reference, '--runs', String(context.rounds + 1)], judged);
    warm = all.slice(1);
    for (const [index, one] of warm.entries()) context.say(`  round ${index + 1}: warm ${inWords(one)}`);
    kept = [...cold, ...warm].some((one) => !isExact(one, size));
  } finally {
    if (!kept) await rm(dir, { recursive: true, force: true });
  }
  if (kept) context.say(`  the evidence of what was not as it must be is kept in ${dir}`);
  return figuresOf({ cold, warm, bare }, size);
}

/** Pass, fail and unknown: each is a run that came to its end, and is looked at below. */
const judged = [0, 1, 2];

interface RunRush {
  args: readonly string[];
  accept: readonly number[];
  size: ContentionSize;
  dir: string;
  context: BenchContext;
  watch: MachineWatch;
}

async function runRush({ args, accept, size, dir, context, watch }: RunRush): Promise<Rush[]> {
  const sizes = ['--users', String(size.buyers), '--seats', String(size.seats)];
  const { stdout } = await runOnsale({
    args: ['run', 'contention', ...sizes, '--json', '--runs-dir', dir, ...args],
    accept,
    context,
  });
  return await rushesOf(stdout, watch);
}

function figuresOf(
  { cold, warm, bare }: Record<'cold' | 'warm' | 'bare', Rush[]>,
  size: ContentionSize,
): Figure[] {
  const decided = (rushes: readonly Rush[]) => rushes.map(({ decidedSeconds }) => decidedSeconds);
  const figure = (name: string, rushes: readonly Rush[], max: number): Figure => ({
    name: `contention decided, ${name}`,
    unit: 's',
    values: decided(rushes),
    baseline: { name: 'the same buyers at a shop that answers from memory', values: decided(bare) },
    bar: { of: 'median', max },
    boundBy: describeBound(rushes.map(({ usage }) => usage)),
  });
  const inexact = [...cold, ...warm].filter((rush) => !isExact(rush, size));
  return [
    figure('cold', cold, 1),
    figure('warm', warm, 0.5),
    {
      name: `contention runs that did not end ${size.seats}/${size.buyers - size.seats}/0, or failed`,
      unit: `of ${cold.length + warm.length}`,
      values: [inexact.length],
      baseline: null,
      bar: { of: 'median', max: 0 },
      boundBy: inexact.length === 0 ? 'nothing' : inexact.map(inWords).join('; '),
    },
  ];
}

function isExact(
  { verdict, granted, refused, indeterminate }: Rush,
  { buyers, seats }: ContentionSize,
): boolean {
  return verdict !== 'fail' && granted === seats && refused === buyers - seats && indeterminate === 0;
}

function inWords(rush: Rush | undefined): string {
  if (rush === undefined) return 'nothing';
  const { decidedSeconds, granted, refused, indeterminate, verdict } = rush;
  return `${decidedSeconds.toFixed(3)} s, ${granted}/${refused}/${indeterminate}, ${verdict}`;
}
