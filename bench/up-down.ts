import { UsageError } from '../cli/terminal/errors.ts';
import { imageTags } from '../target/images/tags.mjs';
import { connectEngine } from '../target/topology/engine.ts';
import { listKept } from '../target/topology/kept.ts';
import { ownLabels } from '../target/topology/ownership.ts';
import type { Bench, BenchContext, Figure } from './figure.ts';
import { type OnsaleRun, runOnsale } from './onsale-process.ts';
import { medianOf } from './statistics.ts';
import { MachineWatch } from './watch/machine-watch.ts';
import type { Usage } from './watch/usage.ts';
import { describeBound } from './watch/wording.ts';

interface Timed {
  seconds: number;
  usage: Usage | null;
}

type TimedRun = Timed & Pick<OnsaleRun, 'said'>;

const downTimeoutMs = 60_000;

/** The reference target, booted, seeded, and removed again, by the commands that people use. */
export const bench: Bench = {
  name: 'up-down',
  summary: 'onsale up and onsale down, images present',
  async run(context) {
    await using watch = MachineWatch.start();
    const ups: TimedRun[] = [];
    const downs: TimedRun[] = [];
    const alone: Timed[] = [];
    for (let round = 1; round <= context.rounds; round++) {
      alone.push(await oneContainer(context, watch));
      // What is up now is somebody's, and down would remove it.
      await refuseIfUp();
      const down = () => timed('down', { ...context, signal: AbortSignal.timeout(downTimeoutMs) }, watch);
      try {
        ups.push(await timed('up', context, watch));
      } catch (error) {
        // The interrupt may have come when it was up already.
        if (context.signal.aborted) await down();
        throw error;
      }
      downs.push(await down());
      const [upFor, downFor] = [ups, downs].map((runs) => runs.at(-1)?.seconds.toFixed(2));
      context.say(`  round ${round}: up ${upFor} s, down ${downFor} s`);
    }
    return figuresOf({ ups, downs, alone });
  },
};

async function refuseIfUp(): Promise<void> {
  const [there] = await listKept(await connectEngine());
  if (there === undefined) return;
  throw new UsageError(
    `a target is up (${there.run}), and there is one at a time`,
    'onsale down removes it.',
  );
}

async function timed(command: 'up' | 'down', context: BenchContext, watch: MachineWatch): Promise<TimedRun> {
  const fromNs = process.hrtime.bigint();
  const { seconds, said } = await runOnsale({ args: [command], accept: [0], context });
  return { seconds, said, usage: watch.since(fromNs) };
}

/** What the engine takes for one container of the same image that does nothing: created, run to its end, removed. */
async function oneContainer({ root, signal }: BenchContext, watch: MachineWatch): Promise<Timed> {
  signal.throwIfAborted();
  const docker = await connectEngine();
  const fromNs = process.hrtime.bigint();
  const started = performance.now();
  const container = await docker.createContainer({
    Image: imageTags(root).testbed,
    Entrypoint: ['/bin/true'],
    Labels: ownLabels('bench'),
  });
  try {
    await container.start();
    await container.wait();
  } finally {
    await container.remove({ force: true, v: true });
  }
  return { seconds: (performance.now() - started) / 1000, usage: watch.since(fromNs) };
}

function figuresOf({ ups, downs, alone }: { ups: TimedRun[]; downs: TimedRun[]; alone: Timed[] }): Figure[] {
  const baseline = {
    name: 'one container of the same image, created, run to its end and removed',
    values: alone.map(({ seconds }) => seconds),
  };
  const figure = (name: string, runs: readonly TimedRun[], max: number): Figure => ({
    name,
    unit: 's',
    values: runs.map(({ seconds }) => seconds),
    baseline,
    bar: { of: 'median', max },
    boundBy: [describeBound(runs.map(({ usage }) => usage)), ...milestonesOf(runs)].join('; '),
  });
  return [figure('up', ups, 8), figure('down', downs, 3)];
}

/** When, in the median, each thing was said that every round said: `pg-a is ready after 2.1 s`. */
export function milestonesOf(runs: readonly Pick<OnsaleRun, 'said'>[]): string[] {
  const times = new Map<string, number[]>();
  for (const { line, atSeconds } of runs.flatMap(({ said }) => said)) {
    // Lines that carry a time or a name of this one run are no milestones.
    const what = /^\s+boot: (.*)$/.exec(line)?.[1];
    if (what !== undefined) times.set(what, [...(times.get(what) ?? []), atSeconds]);
  }
  return [...times]
    .filter(([, seconds]) => seconds.length === runs.length)
    .map(([what, seconds]) => ({ what, seconds: medianOf(seconds) }))
    .toSorted((a, b) => a.seconds - b.seconds)
    .map(({ what, seconds }) => `${what} after ${seconds.toFixed(1)} s`);
}
