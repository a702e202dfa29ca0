import { z } from 'zod';
import { readTimeline } from '../../reports/evidence/ndjson.ts';
import { readRun } from '../../reports/evidence/run-directory.ts';
import { Verdict } from '../../reports/verdict/verdict.ts';
import type { MachineWatch } from '../watch/machine-watch.ts';
import type { Usage } from '../watch/usage.ts';

/** One run of contention, as far as the bench looks at it. */
export interface Rush {
  verdict: Verdict['verdict'];
  /** First claim sent → last decision on a claim received. */
  decidedSeconds: number;
  granted: number;
  refused: number;
  indeterminate: number;
  /** What the machine did from the barrier's release to the last decision. */
  usage: Usage | null;
}

/** What `onsale run --json` prints: a verdict, or with --runs several. */
const Printed = z.union([
  Verdict.transform((verdict) => [verdict]),
  z.object({ runs: z.array(Verdict) }).transform(({ runs }) => runs),
]);

/** The runs that a command printed, in their order, with what the machine did during each rush. */
export async function rushesOf(stdout: string, watch: Pick<MachineWatch, 'between'>): Promise<Rush[]> {
  return await Promise.all(Printed.parse(JSON.parse(stdout)).map((verdict) => rushOf(verdict, watch)));
}

async function rushOf(verdict: Verdict, watch: Pick<MachineWatch, 'between'>): Promise<Rush> {
  const of = (name: string) => {
    const measured = verdict.measurements[`contention.${name}`];
    if (measured === undefined)
      throw new TypeError(`the run ${verdict.run.id} measured no contention.${name}`);
    return measured.value;
  };
  const decidedSeconds = of('decided');
  const fromNs = await releaseOf(verdict.run.dir);
  return {
    verdict: verdict.verdict,
    decidedSeconds,
    granted: of('granted'),
    refused: of('refused'),
    indeterminate: of('indeterminate'),
    usage: watch.between(fromNs, fromNs + BigInt(Math.round(decidedSeconds * 1e9))),
  };
}

/** When the buyers were let go, on the machine's monotonic clock. */
async function releaseOf(dir: string): Promise<bigint> {
  const { record, files } = await readRun(dir);
  const released: number[] = [];
  await readTimeline(files.timeline, (line) => {
    if (line.kind === 'event' && line.name === 'barrier-released') released.push(line.time);
  });
  const [first] = released;
  if (first === undefined) throw new TypeError(`the run ${record.id} released no barrier`);
  return BigInt(record.epoch.monotonicNs) + BigInt(first);
}
