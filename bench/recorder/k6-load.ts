import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { HarnessError } from '../../cli/terminal/errors.ts';
import { StartedK6 } from '../../scenarios/generator/k6-container.ts';
import { imageTags } from '../../target/images/tags.mjs';
import { connectEngine } from '../../target/topology/engine.ts';
import { labels, ownLabels } from '../../target/topology/ownership.ts';
import type { StartedTopology } from '../../target/topology/started.ts';
import type { BenchContext } from '../figure.ts';
import type { MachineWatch } from '../watch/machine-watch.ts';
import type { Usage } from '../watch/usage.ts';

interface LoadOptions {
  users: number;
  iterations: number;
  recorded: boolean;
  server: StartedTopology;
  context: BenchContext;
  watch: MachineWatch;
}

/** What one k6 did between its set-up and its tear-down. */
export interface K6Load {
  iterations: number;
  seconds: number;
  /** k6's own. */
  cpuSeconds: number;
  usage: Usage;
}

/** As bench/k6/two-requests.ts says it; ms of the monotonic clock. */
const Said = z.object({ fromMs: z.number(), toMs: z.number() });

/** Run k6 once, on a fresh folder for what it records. Throws when it fails, or its CPU cannot be seen. */
export async function runK6Load(options: LoadOptions): Promise<K6Load> {
  const { watch, context } = options;
  const parts = await mkdtemp(join(tmpdir(), 'onsale-bench-recorder-'));
  try {
    const run = `bench-${randomUUID().slice(0, 8)}`;
    await using k6 = await StartedK6.start(commandOf(options, parts, run));
    const processId = await processOf(run);
    const stop = () => void k6.stop(0);
    context.signal.addEventListener('abort', stop, { once: true });
    const { exitCode } = await k6.exited;
    context.signal.removeEventListener('abort', stop);
    context.signal.throwIfAborted();
    if (exitCode !== 0) {
      throw new HarnessError(
        `k6 ended with ${exitCode}: ${k6.lastWords}`,
        'Is its image built? node setup/setup.mjs',
      );
    }
    const { fromMs, toMs } = saidIn(k6.lastWords);
    const usage = watch.between(nsOf(fromMs), nsOf(toMs));
    const cpuSeconds = usage?.processes.get(processId);
    if (usage === null || cpuSeconds === undefined) {
      throw new HarnessError(
        'the CPU that k6 used cannot be seen: its process is not in /proc here',
        'Run this bench on Linux, beside the Docker engine.',
      );
    }
    return { iterations: options.iterations, seconds: (toMs - fromMs) / 1000, cpuSeconds, usage };
  } finally {
    await rm(parts, { recursive: true, force: true });
  }
}

function commandOf(
  { users, iterations, recorded, server, context }: LoadOptions,
  parts: string,
  run: string,
) {
  const quiet = ['--quiet', '--no-color', '--no-usage-report', '--summary-mode=disabled', '--address='];
  const output = recorded ? ['--out=onsale'] : [];
  return {
    image: imageTags(context.root).k6,
    args: ['run', ...quiet, ...output, '/onsale/bench/k6/two-requests.ts'],
    environment: {
      ONSALE_SOURCE: 'k6-0',
      ONSALE_PARTS: '/onsale/parts',
      ONSALE_EPOCH_NS: String(process.hrtime.bigint()),
      ONSALE_BASE_URL: server.innerEndpoints[0]?.url ?? '',
      ONSALE_BENCH_RECORD: recorded ? 'yes' : 'no',
      ONSALE_BENCH_VUS: String(users),
      ONSALE_BENCH_ITERATIONS: String(iterations),
    },
    mounts: [
      { source: join(context.root, 'scenarios'), target: '/onsale/scenarios', mode: 'ro' as const },
      { source: join(context.root, 'bench/k6'), target: '/onsale/bench/k6', mode: 'ro' as const },
      { source: parts, target: '/onsale/parts', mode: 'rw' as const },
    ],
    network: { kind: 'docker' as const, name: server.edgeNetwork },
    labels: ownLabels(run),
    logFile: null,
  };
}

/** The process of the run's one container, as the host numbers it. */
async function processOf(run: string): Promise<number> {
  const docker = await connectEngine();
  const [found] = await docker.listContainers({ filters: { label: [`${labels.run}=${run}`] } });
  if (found === undefined) throw new HarnessError('k6 ended before it could be looked at');
  return (await docker.getContainer(found.Id).inspect()).State.Pid;
}

/** The script's one line, which k6's log wraps in quotes and escapes. */
function saidIn(words: string): z.infer<typeof Said> {
  const line = /onsale-bench (\{.*?\}) end/.exec(words.replaceAll('\\"', '"'))?.[1];
  if (line === undefined) throw new HarnessError(`k6 did not say what it did: ${words}`);
  return Said.parse(JSON.parse(line));
}

function nsOf(ms: number): bigint {
  return BigInt(Math.round(ms * 1e6));
}
