import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shape } from './evidence/shape.ts';
import { writeSyntheticRun } from './evidence/synthetic-run.ts';
import type { Bench, BenchContext, Figure } from './figure.ts';
import type { Used } from './judging/measured.ts';
import { judgeAndParse } from './judging/turns.ts';

/** Which sales are judged, and how many operations each has. */
export interface JudgingSize {
  shapes: readonly Shape[];
  operations: number;
}

/** A run of a million operations, judged. */
export const bench: Bench = {
  name: 'judging',
  summary: 'a run of 1,000,000 operations, from its directory to its verdict',
  run: (context) => benchJudging(context, { shapes: ['seats', 'bookings', 'pool'], operations: 1_000_000 }),
};

const seed = 7;
/** What an ordinary sale is held to; the others are shown. */
const barred: Shape = 'seats';
const mostOfBaseline = 1.2;
const mostMegabytes = 500;

/**
 * Baseline: `readline` and `JSON.parse` of the same history, which is the least that reading it as JSON takes.
 * The judge reads the ledger and the timeline beside it, and checks the digests of all three.
 */
export async function benchJudging(context: BenchContext, size: JudgingSize): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'onsale-bench-'));
  try {
    const figures: Figure[] = [];
    for (const shape of size.shapes) {
      const run = { dir: join(dir, shape), operations: size.operations, shape, seed };
      const { operations } = await writeSyntheticRun(run);
      context.say(`  ${shape}: ${operations.toLocaleString('en')} operations written`);
      figures.push(...(await figuresOf(context, run)));
      await rm(run.dir, { recursive: true });
    }
    return figures;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function figuresOf(
  context: BenchContext,
  { dir, shape }: { dir: string; shape: Shape },
): Promise<Figure[]> {
  const { judged, parsed, boundBy } = await judgeAndParse(context, dir);
  const isBarred = shape === barred;
  const column = (of: readonly Used[], key: 'wallSeconds' | 'cpuSeconds' | 'peakMegabytes') =>
    of.map((each) => each[key]);
  const figure = (what: string, unit: string, key: Parameters<typeof column>[1]) => ({
    name: `judging ${shape}, ${what}`,
    unit,
    values: column(judged, key),
    baseline: { name: 'readline + JSON.parse of the same history', values: column(parsed, key) },
    boundBy,
  });
  return [
    {
      ...figure('wall time', 's', 'wallSeconds'),
      bar: isBarred ? { of: 'ratio', max: mostOfBaseline } : null,
    },
    { ...figure('CPU time', 's', 'cpuSeconds'), bar: null },
    {
      ...figure('peak memory', 'MB', 'peakMegabytes'),
      bar: isBarred ? { of: 'median', max: mostMegabytes } : null,
    },
  ];
}
