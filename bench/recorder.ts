import type { Bench, BenchContext, Figure } from './figure.ts';
import { answerer } from './recorder/answerer.ts';
import { type K6Load, runK6Load } from './recorder/k6-load.ts';
import { MachineWatch } from './watch/machine-watch.ts';
import { describeBound } from './watch/wording.ts';

export interface RecorderSize {
  users: number;
  /** Of one load, all users together. */
  iterations: number;
}

/** What recording costs k6. */
export const bench: Bench = {
  name: 'recorder',
  summary: 'k6 with history and timeline against the same k6 and script without',
  usualRounds: 7,
  run: (context) => benchRecorder(context, { users: 50, iterations: 50_000 }),
};

// Recording may take an eighth: 0.88 of what k6 does without it.
const leastShare = 0.88;

/**
 * The two take turns, and change who goes first, so that neither has the better half of the time. Before the
 * first round each runs once uncounted: k6 collects no garbage, and whoever is the first to touch memory that a
 * virtual machine has never used pays for it (the recorded k6 took twice its CPU).
 */
export async function benchRecorder(context: BenchContext, size: RecorderSize): Promise<Figure[]> {
  const { rounds, signal, say } = context;
  await using server = await answerer(context);
  await using watch = MachineWatch.start();
  const loads: { recorded: K6Load[]; plain: K6Load[] } = { recorded: [], plain: [] };
  for (const recorded of [true, false]) await runK6Load({ ...size, recorded, server, context, watch });
  for (let round = 1; round <= rounds; round++) {
    for (const kind of round % 2 === 1
      ? (['recorded', 'plain'] as const)
      : (['plain', 'recorded'] as const)) {
      signal.throwIfAborted();
      loads[kind].push(await runK6Load({ ...size, recorded: kind === 'recorded', server, context, watch }));
    }
    say(`  round ${round}: recorded ${inWords(loads.recorded)}; without ${inWords(loads.plain)}`);
  }
  return figuresOf(loads);
}

function figuresOf({ recorded, plain }: { recorded: K6Load[]; plain: K6Load[] }): Figure[] {
  const figure = (name: string, unit: string, of: (load: K6Load) => number): Figure => ({
    name,
    unit,
    values: recorded.map(of),
    baseline: { name: 'the same k6 and script, nothing recorded', values: plain.map(of) },
    bar: { of: 'ratio', min: leastShare },
    boundBy: describeBound(recorded.map(({ usage }) => usage)),
  });
  return [
    figure('recorder rate', 'iterations/s', ({ iterations, seconds }) => iterations / seconds),
    figure('recorder work', 'iterations/CPU s', ({ iterations, cpuSeconds }) => iterations / cpuSeconds),
  ];
}

function inWords(loads: readonly K6Load[]): string {
  const load = loads.at(-1);
  if (load === undefined) return 'nothing';
  const { iterations, seconds, cpuSeconds } = load;
  return `${Math.round(iterations / seconds)}/s, ${((cpuSeconds / iterations) * 1e6).toFixed(0)} µs of CPU each`;
}
