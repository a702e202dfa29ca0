import { expect, test } from 'vitest';
import { benchJudging } from './judging.ts';
import { benchLinear } from './judging-linear.ts';

test('judges small sales of each shape as passed, beside a baseline', async () => {
  const said: string[] = [];
  const { signal } = new AbortController();
  const context = { root: '.', rounds: 1, env: {}, signal, say: (line: string) => void said.push(line) };
  const figures = await benchJudging(context, { shapes: ['seats', 'bookings', 'pool'], operations: 300 });
  expect(figures).toHaveLength(9);
  for (const { values, baseline } of figures) {
    expect(values).toHaveLength(1);
    expect(baseline?.values).toHaveLength(1);
  }
  expect(figures.filter(({ bar }) => bar !== null).map(({ name }) => name)).toEqual([
    'judging seats, wall time',
    'judging seats, peak memory',
  ]);
  expect(said.filter((line) => line.includes('judged pass'))).toHaveLength(3);
}, 60_000);

test('more operations are measured by each of them', async () => {
  const { signal } = new AbortController();
  const context = { root: '.', rounds: 1, env: {}, signal, say: () => {} };
  const figures = await benchLinear(context, { operations: 200, times: 3 });
  expect(figures.map(({ unit }) => unit)).toEqual(['µs', 'MB']);
  expect(figures.every(({ values, baseline }) => values.length === 1 && baseline?.values.length === 1)).toBe(
    true,
  );
}, 60_000);
