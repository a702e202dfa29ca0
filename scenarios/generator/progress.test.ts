import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { makeRunDirectory } from '../testing/run-directory.ts';
import { ProgressOfTimeline } from './progress.ts';
import { Tail } from './tail.ts';

function latency(second: number, micros: number[], errors = 0): string {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 120_000_000,
    numberOfSignificantValueDigits: 3,
  });
  for (const value of micros) histogram.recordValue(value);
  return JSON.stringify({
    kind: 'latency',
    source: 'k6-0',
    second,
    of: 'request',
    name: 'GET /',
    phase: 'load',
    count: micros.length,
    errors,
    histogram: encodeIntoCompressedBase64(histogram),
  });
}

const event = (name: string, detail = {}) =>
  JSON.stringify({ kind: 'event', source: 'k6-0', time: 1, name, detail });

test('a load as its timeline tells it', () => {
  const progress = new ProgressOfTimeline(2);
  expect(progress.now).toMatchObject({ stage: 'starting', users: 0, of: 2, p95Ms: null });
  progress.begun();
  progress.take(event('barrier-ready', { ready: 1, parties: 2 }));
  expect(progress.now).toMatchObject({ stage: 'entering', users: 1 });
  progress.take(event('barrier-released', { ready: 2, parties: 2 }));
  progress.take(latency(1, [1_000]));
  progress.take(latency(2, [1_000, 2_000], 1));
  progress.take(latency(2, [50_000]));
  progress.take('no JSON');
  expect(progress.now).toMatchObject({ stage: 'sale', users: 2, ratePerSecond: 3, errors: 1 });
  expect(progress.now.p95Ms).toBeCloseTo(50, 0);
  progress.take(event('buyer-done'));
  progress.take(event('buyer-done'));
  expect(progress.now).toMatchObject({ stage: 'ending', users: 0, finished: 2 });
});

test('lines of a growing file come once, and when they are whole', async () => {
  await using run = await makeRunDirectory();
  const path = join(run.dir, 'growing');
  await using tail = new Tail(path);
  expect(await tail.read()).toEqual([]);
  await writeFile(path, 'one\ntw');
  expect(await tail.read()).toEqual(['one']);
  await appendFile(path, 'o\nthrée 🎟\n');
  expect(await tail.read()).toEqual(['two', 'thrée 🎟']);
  expect(await tail.read()).toEqual([]);
  const many = Array.from({ length: 100_000 }, (_, at) => `line ${at}`);
  await appendFile(path, `${many.join('\n')}\n`);
  expect(await tail.read()).toEqual(many);
});
