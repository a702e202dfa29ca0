import { execFileSync } from 'node:child_process';
import { access, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeRunDirectory } from '../testing/run-directory.ts';
import { compareClock } from './clocks.ts';
import { inOrder, merged, type Timed } from './in-order.ts';
import { mergeParts } from './merge.ts';

const held = (time: number, process: string) => ({
  time,
  process,
  type: 'invoke',
  f: 'hold',
  key: ['1'],
  value: null,
});
const latency = (second: number, source = 'k6-0') => ({
  kind: 'latency',
  source,
  second,
  of: 'request',
  name: 'GET /',
  phase: 'load',
  count: 1,
  errors: 0,
  histogram: 'x',
});
const event = (time: number) => ({ kind: 'event', source: 'k6-0', time, name: 'phase', detail: {} });

const text = (...lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const sameClock = (source: string, offsetNs = 0) => JSON.stringify({ source, resolutionNs: 1, offsetNs });

/** What the recorder writes when it has written all: counted from the parts. */
function endMarks(parts: Record<string, string | null>): Record<string, string> {
  const lines = (name: string) => (parts[name] ?? '').split('\n').length - 1;
  const sources = new Set(Object.keys(parts).map((name) => name.split('.')[0] ?? ''));
  return Object.fromEntries(
    [...sources].map((source) => [
      `${source}.end.json`,
      JSON.stringify({
        source,
        history: lines(`${source}.history.ndjson`),
        timeline: lines(`${source}.timeline.ndjson`),
      }),
    ]),
  );
}

/** Merge parts of these contents, ended as they should be; null leaves one out. */
async function mergeOf(parts: Record<string, string | null>, prepare?: (parts: string) => unknown) {
  await using run = await makeRunDirectory();
  for (const [name, content] of Object.entries({ ...endMarks(parts), ...parts })) {
    if (content !== null) await writeFile(join(run.dir, 'parts', name), content);
  }
  await prepare?.(join(run.dir, 'parts'));
  const result = await mergeParts({ dir: run.dir });
  const linesOf = async (name: string) => {
    const content = await readFile(join(run.dir, name), 'utf8');
    return content === ''
      ? []
      : content
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
  };
  return { result, history: await linesOf('history.ndjson'), timeline: await linesOf('timeline.ndjson') };
}

describe('merge', () => {
  test('sources become one history, by time', async () => {
    const { result, history } = await mergeOf({
      'k6-0.history.ndjson': text(held(1, 'a'), held(4, 'b'), held(9, 'c')),
      'k6-0.offset.json': sameClock('k6-0'),
      'k6-1.history.ndjson': text(held(2, 'd'), held(4, 'e')),
      'k6-1.offset.json': sameClock('k6-1'),
    });
    expect(history.map(({ process }) => process)).toEqual(['a', 'd', 'b', 'e', 'c']);
    expect(result).toMatchObject({ history: { lines: 5 }, timeline: { lines: 0 }, problems: [] });
    expect(result.clocks.map(({ source }) => source)).toEqual(['k6-0', 'k6-1']);
  });

  test('a source whose clock is ahead is moved back', async () => {
    const ahead = 3_000_000_000;
    const { history, timeline } = await mergeOf({
      'k6-0.history.ndjson': text(held(ahead + 5, 'a')),
      'k6-0.timeline.ndjson': text(latency(7), event(ahead + 8)),
      'k6-0.offset.json': sameClock('k6-0', ahead),
    });
    expect(history[0].time).toBe(5);
    expect(timeline).toMatchObject([{ time: 8 }, { second: 4 }]);
  });

  test('a second’s histograms come after what happened in it, and are put where they belong', async () => {
    const { timeline } = await mergeOf({
      'k6-0.timeline.ndjson': text(
        event(0.5e9),
        event(2.5e9),
        latency(0),
        latency(1),
        event(3.1e9),
        latency(2),
      ),
      'k6-0.offset.json': sameClock('k6-0'),
      'node.timeline.ndjson': text({ ...event(1.2e9), source: 'node' }),
    });
    expect(timeline.map((line) => line.second ?? line.time / 1e9)).toEqual([0, 0.5, 1, 1.2, 2, 2.5, 3.1]);
  });

  test('what cannot be read is left out, and told', async () => {
    const { result, history } = await mergeOf({
      'k6-0.history.ndjson': `${text(held(1, 'a'))}{"time":2}\n${text(held(3, 'b'))}{"time":4,"proc`,
      'k6-0.offset.json': sameClock('k6-0'),
      'k6-0.end.json': '{"source":"k6-0","history":4,"timeline":0}',
    });
    expect(history).toHaveLength(2);
    expect(result.problems).toEqual([expect.stringMatching(/history\.ndjson: 2 lines.*line 2/)]);
  });

  test('a clock that was never compared is told', async () => {
    const { result } = await mergeOf({ 'k6-0.history.ndjson': text(held(1, 'a')) });
    expect(result.problems).toEqual([expect.stringContaining('clock of k6-0')]);
  });

  test('no parts make empty evidence', async () => {
    const { result } = await mergeOf({});
    expect(result).toMatchObject({ history: { lines: 0 }, timeline: { lines: 0 }, clocks: [] });
  });
});

describe('a source whose parts are not all that it recorded is told', () => {
  const sound = {
    'k6-0.history.ndjson': text(held(1, 'a'), held(2, 'b')),
    'k6-0.timeline.ndjson': text(event(1)),
    'k6-0.offset.json': sameClock('k6-0'),
  };
  const ended = (history: number, timeline: number) => JSON.stringify({ source: 'k6-0', history, timeline });

  test('whole, there is nothing to tell', async () => {
    expect((await mergeOf(sound)).result.problems).toEqual([]);
  });

  test.each([
    ['without an end mark', { 'k6-0.end.json': null }, 'k6-0 did not come to the end'],
    [
      'a line short',
      { 'k6-0.end.json': ended(3, 1) },
      'k6-0.history.ndjson: of the lines, 2 found and 3 written',
    ],
    [
      'a line over',
      { 'k6-0.end.json': ended(2, 0) },
      'k6-0.timeline.ndjson: of the lines, 1 found and 0 written',
    ],
    ['an end mark that is cut', { 'k6-0.end.json': '{"source":' }, 'k6-0.end.json cannot be read'],
    ['an end mark of another shape', { 'k6-0.end.json': '{"history":-1}' }, 'k6-0.end.json cannot be read'],
    ['history gone', { 'k6-0.history.ndjson': null, 'k6-0.end.json': ended(2, 1) }, '0 found and 2 written'],
    [
      'an offset that is cut',
      { 'k6-0.offset.json': '{"source":"k6-0","reso' },
      'k6-0.offset.json cannot be read',
    ],
    ['an empty offset', { 'k6-0.offset.json': '' }, 'k6-0.offset.json cannot be read'],
    [
      'an offset of another shape',
      { 'k6-0.offset.json': '{"offsetNs":"1"}' },
      'k6-0.offset.json cannot be read',
    ],
    [
      'a clock that is cut',
      { 'k6-0.offset.json': null, 'k6-0.clock.json': '{"sour' },
      'never compared with ours (k6-0.clock.json cannot be read',
    ],
  ])('%s', async (_, parts, words) => {
    const { result } = await mergeOf({ ...sound, ...parts });
    expect(result.problems).toEqual([expect.stringContaining(words)]);
  });

  test('all but the end mark gone', async () => {
    const { result } = await mergeOf({ 'k6-0.end.json': ended(2, 1), 'k6-0.offset.json': sameClock('k6-0') });
    expect(result.problems).toHaveLength(2);
  });

  const makePipe = 'mkfifo';
  test.each(['history.ndjson', 'timeline.ndjson', 'offset.json', 'end.json'])(
    'a folder, a pipe or a device in place of its %s',
    async (suffix) => {
      const name = `k6-0.${suffix}`;
      const without = { ...endMarks(sound), ...sound, [name]: null };
      const inPlace = {
        folder: (parts: string) => mkdir(join(parts, name)),
        pipe: async (parts: string) => void execFileSync(makePipe, [join(parts, name)]),
        device: (parts: string) => symlink('/dev/zero', join(parts, name)),
      };
      for (const make of Object.values(inPlace)) {
        const { result } = await mergeOf(without, make);
        expect(result.problems).toContain(`${name} cannot be read: it is no regular file`);
      }
    },
  );

  test('a clock file that cannot be read ends no run as it begins', async () => {
    await using run = await makeRunDirectory();
    const parts = join(run.dir, 'parts');
    await writeFile(join(parts, 'k6-0.clock.json'), '{"sour');
    await compareClock(parts, 'k6-0', 0n);
    expect(await readdir(parts)).toEqual(['k6-0.clock.json']);
  });
});

describe('until all is merged', () => {
  test('nothing is taken for it', async () => {
    await using run = await makeRunDirectory();
    await writeFile(join(run.dir, 'parts', 'k6-0.history.ndjson'), text(held(1, 'a')));
    await writeFile(join(run.dir, 'timeline.ndjson'), 'as it was\n');
    // The timeline comes second, and has no place to be written.
    await mkdir(join(run.dir, 'timeline.ndjson.new'));
    await expect(mergeParts({ dir: run.dir })).rejects.toThrow('EISDIR');
    await expect(access(join(run.dir, 'history.ndjson'))).rejects.toThrow('ENOENT');
    expect(await readFile(join(run.dir, 'timeline.ndjson'), 'utf8')).toBe('as it was\n');
  });

  test('and nothing of the merging is left', async () => {
    await using run = await makeRunDirectory();
    await mergeParts({ dir: run.dir });
    expect((await readdir(run.dir)).sort()).toEqual(['history.ndjson', 'logs', 'parts', 'timeline.ndjson']);
  });
});

describe('nearly sorted lines', () => {
  async function* from(times: number[]): AsyncGenerator<Timed> {
    for (const timeNs of times) yield { timeNs, text: String(timeNs) };
  }
  async function collected(lines: AsyncIterable<Timed>) {
    const times: number[] = [];
    for await (const { timeNs } of lines) times.push(timeNs);
    return times;
  }

  test('are sorted within the window', async () => {
    const misplaced: number[] = [];
    const times = [3, 1, 2, 6, 4, 5, 9, 8, 7];
    const sorted = inOrder(from(times), { window: 2, misplaced: ({ timeNs }) => misplaced.push(timeNs) });
    expect(await collected(sorted)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(misplaced).toEqual([]);
  });

  test('one beyond the window is kept, and told', async () => {
    const misplaced: number[] = [];
    const sorted = inOrder(from([5, 6, 7, 8, 9, 1]), {
      window: 1,
      misplaced: ({ timeNs }) => misplaced.push(timeNs),
    });
    expect((await collected(sorted)).toSorted()).toEqual([1, 5, 6, 7, 8, 9]);
    expect(misplaced).toEqual([1]);
  });

  test('any number of sources merge', async () => {
    expect(await collected(merged([from([1, 5]), from([]), from([2, 3, 9]), from([4])]))).toEqual([
      1, 2, 3, 4, 5, 9,
    ]);
    expect(await collected(merged([]))).toEqual([]);
  });
});
