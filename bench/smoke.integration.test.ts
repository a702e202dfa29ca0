import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { BenchContext } from './figure.ts';
import { benchQueue } from './queue.ts';
import { benchRecorder } from './recorder.ts';
import { benchSeeding } from './seeding.ts';

const context: BenchContext = {
  root: resolve(import.meta.dirname, '..'),
  rounds: 1,
  env: {},
  signal: new AbortController().signal,
  say: () => {},
};

it('seeding measures itself and its baseline', async () => {
  const [figure] = await benchSeeding(context, { users: 20, seats: 20 });
  expect(figure?.values).toEqual([expect.any(Number)]);
  expect(figure?.baseline?.values).toEqual([expect.any(Number)]);
});

it('the recorder is measured by what k6 did and used, with it and without', async () => {
  const figures = await benchRecorder(context, { users: 2, iterations: 2_000 });
  expect(figures.map(({ name }) => name)).toEqual(['recorder rate', 'recorder work']);
  for (const { values, baseline } of figures) {
    expect([...values, ...(baseline?.values ?? [])].every((value) => value > 0)).toBe(true);
    expect(baseline?.values).toHaveLength(1);
  }
});

it('the queue is measured by joins, positions and memory, each beside a bare sorted set', async () => {
  const figures = await benchQueue(context, { joining: 50, waiting: 100, asks: 10 });
  expect(figures).toHaveLength(3);
  for (const { values, baseline } of figures) {
    expect([...values, ...(baseline?.values ?? [])].every((value) => value > 0)).toBe(true);
  }
});
