import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunRecord } from '../../reports/evidence/run.ts';
import { readPart } from './part-file.ts';

type Clock = RunRecord['clocks'][number];

/** Both clocks of one source, read at one instant. */
const clockReading = z.object({
  source: z.string(),
  monotonicNs: z.string().regex(/^\d+$/),
  wallNs: z.string().regex(/^\d+$/),
  resolutionNs: z.number().int().positive(),
});
export type ClockReading = z.infer<typeof clockReading>;

const clockComparison = z.object({ source: z.string(), resolutionNs: z.number(), offsetNs: z.number() });

/**
 * Wall clocks of one host differ between two readings by what a millisecond's resolution, a busy machine and
 * a correction of the time make of them. Below this they say nothing, and the monotonic clock is the same one.
 */
const sameClockBelowNs = 5_000_000;

/** Node's own two clocks, now. */
export function readClock(): ClockReading {
  return {
    source: 'node',
    monotonicNs: String(process.hrtime.bigint()),
    wallNs: String(BigInt(Date.now()) * 1_000_000n),
    resolutionNs: 1,
  };
}

/**
 * How far a source's monotonic clock is ahead of ours: (its monotonic − its wall) − (our monotonic − our
 * wall), both read at about one time. Below 5 ms it is the same clock, and the offset is 0.
 *
 * Theirs was read between `startedNs` (ours, before they were started) and our own reading, which bounds the
 * offset by monotonic clocks alone. One beyond these bounds says that the wall clock was set meanwhile: then it
 * is the same clock, if the bounds allow that, and else null, not known.
 */
export function offsetOf(theirs: ClockReading, ours: ClockReading, startedNs: bigint): number | null {
  const lead = (of: ClockReading) => BigInt(of.monotonicNs) - BigInt(of.wallNs);
  const offset = Number(lead(theirs) - lead(ours));
  if (Math.abs(offset) < sameClockBelowNs) return 0;
  const least = Number(BigInt(theirs.monotonicNs) - BigInt(ours.monotonicNs));
  const most = Number(BigInt(theirs.monotonicNs) - startedNs);
  if (offset > least - sameClockBelowNs && offset < most + sameClockBelowNs) return offset;
  return least <= 0 && most >= 0 ? 0 : null;
}

/**
 * Compare a source's clock file with our clock, soon after it was written: the wall clock is being corrected
 * all the time, and a comparison made minutes later would measure that. Kept beside it for the merge, which
 * also tells of a clock file that cannot be read.
 */
export async function compareClock(parts: string, source: string, startedNs: bigint): Promise<void> {
  const ours = readClock();
  const theirs = await readPart(join(parts, `${source}.clock.json`), clockReading);
  if (!('value' in theirs)) return;
  const offsetNs = offsetOf(theirs.value, ours, startedNs);
  if (offsetNs === null) return;
  const compared: Clock = { source, resolutionNs: theirs.value.resolutionNs, offsetNs };
  await writeFile(join(parts, `${source}.offset.json`), `${JSON.stringify(compared)}\n`);
}

/** What {@link compareClock} found, or why that is not known. */
export async function comparedClock(
  parts: string,
  source: string,
): Promise<{ clock: Clock } | { problem: string }> {
  const compared = await readPart(join(parts, `${source}.offset.json`), clockComparison);
  if ('value' in compared) return { clock: { ...compared.value, source } };
  if (!compared.missing) return { problem: compared.problem };
  const theirs = await readPart(join(parts, `${source}.clock.json`), clockReading);
  const why = 'value' in theirs ? ', or the wall clock was set meanwhile' : ` (${theirs.problem})`;
  return { problem: `the clock of ${source} was never compared with ours${why}` };
}
