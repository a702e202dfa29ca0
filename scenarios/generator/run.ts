import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runFiles } from '../../reports/evidence/run-directory.ts';
import { compareClock } from './clocks.ts';
import { ClientUnfit, GeneratorFailed } from './errors.ts';
import { type K6Command, type K6Exit, StartedK6 } from './k6-container.ts';
import type { LoadedClient } from './load-client.ts';
import { clientPath, inContainer, sourceMounts } from './mounts.ts';
import { neverRead, ownWords } from './preflight.ts';
import { type GeneratorProgress, ProgressOfTimeline } from './progress.ts';
import { Tail } from './tail.ts';

/** One k6 process of a run. */
export interface GeneratorOptions {
  image: string;
  /** Names its part files, such as `k6-0`. */
  source: string;
  /** A k6 script in scenarios/. */
  script: string;
  client: LoadedClient;
  /** The run's directory: `plan.json` is read, `parts/<source>.*` are written. */
  dir: string;
  /** What k6 says. */
  logFile: string;
  /** The target, as k6 sees it. */
  baseUrl: string;
  network: Exclude<K6Command['network'], { kind: 'none' }>;
  labels: Record<string, string>;
  /** The run's epoch on the monotonic clock. */
  epochNs: bigint;
  buyers: number;
  /** k6 must have read the script by then. */
  startTimeoutMs?: number;
  /** Whatever happens, it ends by then. */
  runTimeoutMs?: number;
  signal: AbortSignal;
  onProgress?(progress: GeneratorProgress): void;
}

/** How a generator ended; what it recorded is on disk. */
export interface GeneratorResult {
  source: string;
  exitCode: number | null;
  oomKilled: boolean;
  buyers: number;
  /** Buyers whose journey came to its end by itself. */
  finished: number;
  /** Null when it is sound. */
  problem: string | null;
}

const pollMs = 250;

/**
 * Run one k6 to its end. A k6 that dies, or leaves buyers behind, is a result with a problem; its exit code
 * alone is never believed. Throws {@link ClientUnfit} or {@link GeneratorFailed} when it does not come to
 * its beginning, and the signal's reason when aborted. No container is left.
 */
export async function runGenerator(options: GeneratorOptions): Promise<GeneratorResult> {
  const { source, client, dir, signal, startTimeoutMs = 60_000, runTimeoutMs = 900_000 } = options;
  signal.throwIfAborted();
  const { parts } = runFiles(dir);
  const progress = new ProgressOfTimeline(options.buyers);
  const say = () => options.onProgress?.(progress.now);
  say();
  const startedNs = process.hrtime.bigint();
  await using k6 = await StartedK6.start(commandOf(options));
  const started = performance.now();
  const begun = await until(() => exists(join(parts, `${source}.clock.json`)), k6, signal, startTimeoutMs);
  if (signal.aborted) {
    await k6.stop(0);
    signal.throwIfAborted();
  }
  if (!begun) throw await noBeginning(k6, client, startTimeoutMs);
  await compareClock(parts, source, startedNs);
  progress.begun();
  await using tail = new Tail(join(parts, `${source}.timeline.ndjson`));
  const follow = async () => {
    for (const line of await tail.read()) progress.take(line);
    say();
    return false;
  };
  const left = runTimeoutMs - (performance.now() - started);
  await until(follow, k6, signal, left);
  const ended = await settled(k6.exited);
  const exit = ended ?? (await k6.stop(stopGraceSeconds));
  await follow();
  signal.throwIfAborted();
  return resultOf(options, exit, ended === null, progress, k6.lastWords);
}

/** k6 writes out what it holds when it is asked to end; this is long enough for that. */
const stopGraceSeconds = 5;

function commandOf(options: GeneratorOptions): K6Command {
  const { image, script, client, dir, network, labels, logFile } = options;
  const { parts, plan } = runFiles(dir);
  return {
    image,
    args: [
      'run',
      '--quiet',
      '--no-color',
      '--no-usage-report',
      '--summary-mode=disabled',
      // Nothing is to be found there, and two generators would want the same port.
      '--address=',
      '--out=onsale',
      `${inContainer.scenarios}/${script}`,
    ],
    environment: {
      ONSALE_SOURCE: options.source,
      ONSALE_PARTS: inContainer.parts,
      ONSALE_EPOCH_NS: String(options.epochNs),
      ONSALE_PLAN: inContainer.plan,
      ONSALE_CLIENT: clientPath(client),
      ONSALE_BASE_URL: options.baseUrl,
    },
    mounts: [
      ...sourceMounts(client),
      { source: plan, target: inContainer.plan, mode: 'ro' },
      { source: parts, target: inContainer.parts, mode: 'rw' },
    ],
    network,
    labels,
    logFile,
  };
}

/** Polls until `seen` is true, k6 has ended, the signal came or the time is over; whether it was seen. */
async function until(
  seen: () => Promise<boolean>,
  k6: StartedK6,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (await seen()) return true;
    if (signal.aborted || performance.now() > deadline) return false;
    if ((await settled(k6.exited)) !== null) return await seen();
    // An abort cuts the pause short, and is seen above.
    await Promise.race([k6.exited, pause(pollMs, undefined, { signal }).catch(() => {})]);
  }
}

/** The promise's value if it has one by now, else null. */
async function settled<T>(promise: Promise<T>): Promise<T | null> {
  return await Promise.race([promise, Promise.resolve(null)]);
}

async function noBeginning(k6: StartedK6, client: LoadedClient, timeoutMs: number): Promise<Error> {
  const exit = await settled(k6.exited);
  if (exit === null) return neverRead(client, timeoutMs);
  if (exit.oomKilled) {
    return new GeneratorFailed(
      'k6 was killed: out of memory',
      'Free some memory, give Docker more of it, or ask for fewer users.',
    );
  }
  const words = ownWords(k6.lastWords);
  if (k6.lastWords.includes(inContainer.client))
    return new ClientUnfit(client.file, `k6 cannot load it: ${words}`);
  return new GeneratorFailed(
    `k6 ended with exit code ${exit.exitCode}: ${words}`,
    'If k6 cannot reach its files, check that Docker may mount the run directory and this package.',
  );
}

function resultOf(
  { source, buyers }: GeneratorOptions,
  { exitCode, oomKilled }: K6Exit,
  stopped: boolean,
  progress: ProgressOfTimeline,
  lastWords: string,
): GeneratorResult {
  const { finished } = progress;
  const problems = [
    oomKilled ? 'k6 was killed: out of memory' : null,
    stopped ? 'k6 did not come to its end in time and was stopped' : null,
    exitCode === 0 || oomKilled || stopped ? null : exitProblem(exitCode, lastWords),
    notRecorded.exec(lastWords)?.[1] ?? null,
    finished < buyers ? `${buyers - finished} of ${buyers} buyers came to no end` : null,
  ].filter((problem) => problem !== null);
  return {
    source,
    exitCode,
    oomKilled,
    buyers,
    finished,
    problem: problems.length === 0 ? null : problems.join('; '),
  };
}

/** What the recorder says when it could not write all: k6 goes on, and ends with 0. */
const notRecorded = /^onsale: (the record of .*)$/m;

/** Above 128 a signal ended it: 137 is SIGKILL. */
function exitProblem(exitCode: number, lastWords: string): string {
  if (exitCode > 128) return `k6 was killed by signal ${exitCode - 128}`;
  return `k6 ended with exit code ${exitCode}: ${ownWords(lastWords)}`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
