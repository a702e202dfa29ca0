import { expect, it } from 'vitest';
import { LatencyBins } from './latency-bins.ts';

const one = { done: 1, refused: 0, errors: 0 };

it('keeps each series apart and all together', () => {
  const bins = new LatencyBins({ binMs: 10, from: 0, mostBins: 100, mostNames: 8 });
  bins.record('hold', 5, 1_000, one);
  bins.record('book', 25, 3_000, { done: 0, refused: 1, errors: 0 });
  const [all, hold, book] = bins.series();
  expect(all).toMatchObject({ name: 'all', done: [1, 0, 0], refused: [0, 0, 1], p50: [1, null, 3] });
  expect(hold).toMatchObject({ name: 'hold', done: [1, 0, 0], max: [1, null, null] });
  expect(book).toMatchObject({ name: 'book', refused: [0, 0, 1] });
});

it('doubles the bins of a longer load, and loses nothing', () => {
  const bins = new LatencyBins({ binMs: 10, from: 0, mostBins: 4, mostNames: 8 });
  for (let at = 0; at < 150; at += 10) bins.record('hold', at, 1_000 + at, one);
  const [all] = bins.series();
  expect(bins.binMs).toBe(40);
  expect(all?.done).toEqual([4, 4, 4, 3]);
});

it('merges latencies rather than percentiles', () => {
  const bins = new LatencyBins({ binMs: 10, from: 0, mostBins: 1, mostNames: 8 });
  for (let call = 0; call < 99; call++) bins.record('hold', 0, 1_000, one);
  bins.record('hold', 15, 100_000, one);
  const [all] = bins.series();
  expect(all).toMatchObject({ p50: [1], p95: [1], max: [100] });
});

it('counts series beyond the bound only in all', () => {
  const bins = new LatencyBins({ binMs: 10, from: 0, mostBins: 4, mostNames: 1 });
  for (const name of ['a', 'b', 'c']) bins.record(name, 0, 1_000, one);
  expect(bins.series().map(({ name, done }) => [name, done])).toEqual([
    ['all', [3]],
    ['a', [1]],
  ]);
});
