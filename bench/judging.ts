import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Shape } from './evidence/shape.ts';
import { writeSyntheticRun } from './evidence/synthetic-run.ts';
import type { Bench, BenchContext, Figure } from './figure.ts';
import type { Used } from './judging/measured.ts';

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

const program = fileURLToPath(new URL('./judging/measured.ts', import.meta.url));
const seed = 7;
/** What an ordinary sale is held to; the others are shown. */
const barred: Shape = 'seats';
const mostOfBaseline = 1.2;
const mostMegabytes = 500;

/**
 * Baseline: `readline` and `JSON.parse` of the same history, which is the least that reading it as JSON takes.
 * Both are processes of their own, turn by turn; what is measured begins when their modules are loaded.
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
  const judged: Used[] = [];
  const parsed: Used[] = [];
  for (let round = 1; round <= context.rounds; round++) {
    const own = await measured('judge', dir, context.signal);
    const base = await measured('parse', dir, context.signal);
    judged.push(own);
    parsed.push(base);
    context.say(
      `  round ${round}: judged ${own.result} in ${own.wallSeconds.toFixed(2)} s (CPU ${own.cpuSeconds.toFixed(2)} s, ${own.peakMegabytes.toFixed(0)} MB); parsed in ${base.wallSeconds.toFixed(2)} s`,
    );
  }
  const cores = judged.map((each) => each.cpuSeconds / each.wallSeconds);
  const boundBy = `CPU: ${Math.min(...cores).toFixed(2)} to ${Math.max(...cores).toFixed(2)} cores in use while judging`;
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

/** Throws when the process ends badly, or is interrupted. */
async function measured(job: 'judge' | 'parse', dir: string, signal: AbortSignal): Promise<Used> {
  signal.throwIfAborted();
  const { stdout } = await execa(process.execPath, [program, job, dir], {
    cancelSignal: signal,
    stdin: 'ignore',
  });
  return JSON.parse(stdout) as Used;
}
