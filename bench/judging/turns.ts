import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { judgeFlags } from '../../cli/run/judge-apart.ts';
import type { BenchContext } from '../figure.ts';
import { MachineWatch } from '../watch/machine-watch.ts';
import type { Usage } from '../watch/usage.ts';
import { describeBound } from '../watch/wording.ts';
import type { Used } from './measured.ts';

/** What judging a run took, and what parsing its history took, a value a round. */
export interface Turns {
  judged: Used[];
  parsed: Used[];
  /** What the machine did while the run was judged. */
  boundBy: string;
}

const program = fileURLToPath(new URL('./measured.ts', import.meta.url));

/**
 * Judge a run and parse its history, each in a process of its own; they take turns in going first, since the
 * second finds the file in the page cache. What is measured begins when their modules are loaded.
 *
 * @throws Error when the verdict is not pass: what was not judged whole took no time worth a figure
 */
export async function judgeAndParse(context: BenchContext, dir: string): Promise<Turns> {
  await using watch = MachineWatch.start();
  const judged: Used[] = [];
  const parsed: Used[] = [];
  const usages: (Usage | null)[] = [];
  const judge = async () => {
    const from = process.hrtime.bigint();
    const used = await measured('judge', dir, context.signal);
    usages.push(watch.since(from));
    if (used.result !== 'pass') throw new Error(`the run in ${dir} was judged ${used.result}, expected pass`);
    judged.push(used);
  };
  const parse = async () => {
    parsed.push(await measured('parse', dir, context.signal));
  };
  for (let round = 1; round <= context.rounds; round++) {
    for (const turn of round % 2 === 1 ? [judge, parse] : [parse, judge]) await turn();
    context.say(
      `  round ${round}: ${inWords(judged.at(-1))}; parsed in ${seconds(parsed.at(-1)?.wallSeconds)}`,
    );
  }
  return { judged, parsed, boundBy: describeBound(usages) };
}

function inWords(used: Used | undefined): string {
  if (used === undefined) return 'nothing';
  const { result, wallSeconds, cpuSeconds, peakMegabytes } = used;
  return `judged ${result} in ${seconds(wallSeconds)} (CPU ${seconds(cpuSeconds)}, ${peakMegabytes.toFixed(0)} MB)`;
}

const seconds = (value = 0) => `${value.toFixed(2)} s`;

/** Throws when the process ends badly, or is interrupted. */
async function measured(job: 'judge' | 'parse', dir: string, signal: AbortSignal): Promise<Used> {
  signal.throwIfAborted();
  const flags = job === 'judge' ? judgeFlags : [];
  const { stdout } = await execa(process.execPath, [...flags, program, job, dir], {
    cancelSignal: signal,
    stdin: 'ignore',
  });
  return JSON.parse(stdout) as Used;
}
