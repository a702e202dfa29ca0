import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HistoryLine } from '../../reports/evidence/history.ts';
import type { LineWriter } from '../../reports/evidence/line-writer.ts';
import { openHistoryWriter, openTimelineWriter } from '../../reports/evidence/ndjson.ts';
import type { RunRecord } from '../../reports/evidence/run.ts';
import { runFiles } from '../../reports/evidence/run-directory.ts';
import { TimelineLine } from '../../reports/evidence/timeline.ts';
import { comparedClock } from './clocks.ts';
import { notWhole } from './end-mark.ts';
import { inOrder, merged, type Timed } from './in-order.ts';
import { openPart } from './part-file.ts';

type Clock = RunRecord['clocks'][number];

/** What became of the parts. */
export interface Merged {
  history: { lines: number };
  timeline: { lines: number };
  clocks: Clock[];
  /** Why the evidence is not whole; empty when it is. */
  problems: string[];
}

/** A kind of part file: how its lines are read, when they happened, and how they move to another clock. */
interface Kind<Line> {
  suffix: string;
  parse(json: unknown): Line;
  timeNs(line: Line): number;
  shifted(line: Line, byNs: number): Line;
  open(path: string): Promise<LineWriter<Line>>;
}

const historyKind: Kind<HistoryLine> = {
  suffix: '.history.ndjson',
  parse: (json) => HistoryLine.parse(json),
  timeNs: ({ time }) => time,
  shifted: (line, byNs) => ({ ...line, time: line.time + byNs }),
  open: openHistoryWriter,
};

const timelineKind: Kind<TimelineLine> = {
  suffix: '.timeline.ndjson',
  parse: (json) => TimelineLine.parse(json),
  timeNs: (line) => {
    if (line.kind === 'latency') return line.second * 1e9;
    return line.kind === 'event' ? line.time : line.to;
  },
  shifted: (line, byNs) => {
    if (line.kind === 'event') return { ...line, time: line.time + byNs };
    if (line.kind === 'resource' || line.kind === 'counter') {
      return { ...line, from: line.from + byNs, to: line.to + byNs };
    }
    // What a second's histogram holds cannot be told apart any more: it moves by whole seconds.
    return { ...line, second: line.second + Math.round(byNs / 1e9) };
  },
  open: openTimelineWriter,
};

/**
 * A history part is in order (one clock, read under the lock that writes). A timeline part is off by what
 * happens in the two seconds before a second's histograms are written: 10,000 buyers may leave in those.
 */
const window = 20_000;

/**
 * Merge what each source wrote into the run's history and timeline, sorted by time on the run's clock.
 * Streamed: memory does not grow with the run. Both are put in their places only when both are whole: until
 * then there is nothing, or what was there before. Throws what the file system throws; what is wrong with a
 * part is a problem in the answer.
 */
export async function mergeParts({ dir }: { dir: string }): Promise<Merged> {
  const files = runFiles(dir);
  const names = (await readdir(files.parts)).sort();
  const sources = [...new Set(names.flatMap(sourceOf))];
  const problems: string[] = [];
  const clocks: Clock[] = [];
  for (const source of sources) clocks.push(await clockOf(files.parts, source, problems));
  const merge = async <Line>(kind: Kind<Line>, path: string) => {
    const parts = names.filter((name) => name.endsWith(kind.suffix));
    return await mergeKind({ kind, dir: files.parts, parts, path, clocks, problems });
  };
  const unfinished = { history: `${files.history}.new`, timeline: `${files.timeline}.new` };
  try {
    const history = await merge(historyKind, unfinished.history);
    const timeline = await merge(timelineKind, unfinished.timeline);
    for (const source of sources) {
      const found = { history: history.found.get(source) ?? 0, timeline: timeline.found.get(source) ?? 0 };
      problems.push(...(await notWhole(files.parts, source, found)));
    }
    await rename(unfinished.history, files.history);
    await rename(unfinished.timeline, files.timeline);
    return { history: { lines: history.lines }, timeline: { lines: timeline.lines }, clocks, problems };
  } catch (error) {
    await Promise.allSettled(Object.values(unfinished).map((path) => rm(path, { force: true })));
    throw error;
  }
}

/** A part that is gone is missed by what stands beside it. */
const suffixes = [historyKind.suffix, timelineKind.suffix, '.clock.json', '.offset.json', '.end.json'];

function sourceOf(name: string): string[] {
  const suffix = suffixes.find((end) => name.endsWith(end));
  return suffix === undefined ? [] : [name.slice(0, -suffix.length)];
}

async function clockOf(parts: string, source: string, problems: string[]): Promise<Clock> {
  if (source === 'node') return { source, resolutionNs: 1, offsetNs: 0 };
  const compared = await comparedClock(parts, source);
  if ('clock' in compared) return compared.clock;
  problems.push(compared.problem);
  return { source, resolutionNs: 1, offsetNs: 0 };
}

interface MergeKind<Line> {
  kind: Kind<Line>;
  dir: string;
  parts: string[];
  path: string;
  clocks: Clock[];
  problems: string[];
}

interface MergedKind {
  /** Lines written. */
  lines: number;
  /** Lines found in each source's part, those that cannot be read included. */
  found: Map<string, number>;
}

async function mergeKind<Line>(of: MergeKind<Line>): Promise<MergedKind> {
  const { kind, dir, parts, path, clocks, problems } = of;
  const found = new Map<string, number>();
  const sources = parts.map((name) => {
    const source = name.slice(0, -kind.suffix.length);
    const offsetNs = clocks.find((clock) => clock.source === source)?.offsetNs ?? 0;
    let misplaced = 0;
    const counted = () => {
      misplaced++;
      if (misplaced === 1) problems.push(`${name}: lines are too far from their place in time`);
    };
    const ended = (lines: number) => found.set(source, lines);
    const lines = timedLines({ kind, path: join(dir, name), offsetNs, problems, ended });
    return inOrder(lines, { window, misplaced: counted });
  });
  await using writer = await kind.open(path);
  for await (const { text } of merged(sources)) await writer.write(kind.parse(JSON.parse(text)));
  return { lines: await writer.close(), found };
}

interface Part<Line> {
  kind: Kind<Line>;
  path: string;
  offsetNs: number;
  problems: string[];
  /** Told how many lines there were. */
  ended(lines: number): void;
}

async function* timedLines<Line>({
  kind,
  path,
  offsetNs,
  problems,
  ended,
}: Part<Line>): AsyncGenerator<Timed> {
  const part = await openPart(path);
  if (!('value' in part)) {
    problems.push(part.problem);
    return;
  }
  await using file = part.value;
  let number = 0;
  let bad = 0;
  let first = '';
  for await (const text of file.readLines({ autoClose: false })) {
    number++;
    const read = attempt(() => kind.parse(JSON.parse(text)));
    if (!('value' in read)) {
      if (bad === 0) first = `line ${number}: ${read.problem}`;
      bad++;
      continue;
    }
    const line = offsetNs === 0 ? read.value : kind.shifted(read.value, -offsetNs);
    yield { timeNs: kind.timeNs(line), text: offsetNs === 0 ? text : JSON.stringify(line) };
  }
  ended(number);
  if (bad > 0) problems.push(`${path}: ${bad} lines cannot be read (${first})`);
}

function attempt<T>(read: () => T): { value: T } | { problem: string } {
  try {
    return { value: read() };
  } catch (error) {
    return {
      problem: error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').slice(0, 200) : String(error),
    };
  }
}
