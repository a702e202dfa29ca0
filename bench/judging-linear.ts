import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSyntheticRun } from './evidence/synthetic-run.ts';
import type { Bench, BenchContext, Figure } from './figure.ts';
import type { Used } from './judging/measured.ts';
import { judgeAndParse, type Turns } from './judging/turns.ts';

/** Ten times the operations: ten times the time, and how much more memory. Gigabytes of files, and minutes. */
export const bench: Bench = {
  name: 'judging-linear',
  summary: 'a run of 10,000,000 operations beside one of 1,000,000',
  usualRounds: 1,
  run: (context) => benchLinear(context, { operations: 1_000_000, times: 10 }),
};

const mostOfBaseline = 1.2;
const seed = 7;

/** @param size operations of the baseline, and how many times as many are to be judged */
export async function benchLinear(
  context: BenchContext,
  { operations, times }: { operations: number; times: number },
): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'onsale-bench-'));
  try {
    const few = await turnsOf(context, join(dir, 'few'), operations);
    const many = await turnsOf(context, join(dir, 'many'), operations * times);
    const each = (used: readonly Used[], of: number) =>
      used.map(({ wallSeconds }) => (wallSeconds / of) * 1e6);
    const said = operations.toLocaleString('en');
    const peaks = ({ judged }: Turns) => judged.map(({ peakMegabytes }) => peakMegabytes);
    return [
      {
        name: `judging ${times} × ${said} operations, wall time of each`,
        unit: 'µs',
        values: each(many.judged, operations * times),
        baseline: { name: `of ${said} operations`, values: each(few.judged, operations) },
        bar: { of: 'ratio', max: mostOfBaseline },
        boundBy: many.boundBy,
      },
      {
        name: `judging ${times} × ${said} operations, peak memory`,
        unit: 'MB',
        values: peaks(many),
        baseline: { name: `of ${said} operations`, values: peaks(few) },
        bar: null,
        boundBy: many.boundBy,
      },
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function turnsOf(context: BenchContext, dir: string, operations: number): Promise<Turns> {
  const written = await writeSyntheticRun({ dir, operations, shape: 'seats', seed });
  context.say(`  ${written.operations.toLocaleString('en')} operations written`);
  const turns = await judgeAndParse(context, dir);
  await rm(dir, { recursive: true });
  return turns;
}
