import { expect, it } from 'vitest';
import type { TimelineResource } from '../../../evidence/timeline.ts';
import { cpuSeries } from './cpu.ts';

const window = { zeroNs: 0, toNs: 4e9, zero: 'the run began' };
const span = { from: 0, to: 4_000 };
const sample = (of: string, from: number, to: number, cpuSeconds: number): TimelineResource => ({
  kind: 'resource',
  source: 'sampler',
  of,
  from: from * 1e9,
  to: to * 1e9,
  cpuSeconds,
  cores: 2,
  memoryBytes: null,
});

it('is cores in use by node, the busiest first', () => {
  const series = cpuSeries(
    [
      sample('machine', 0, 1, 1.5),
      sample('machine', 1, 2, 2),
      sample('pg', 0, 1, 0.5),
      sample('api', 0, 1, 1),
    ],
    window,
    span,
  );
  expect(series).toMatchObject({ cores: 2, binMs: 1_000, from: 0, machine: [1.5, 2] });
  expect(series?.nodes).toEqual([
    { name: 'api', used: [1, null] },
    { name: 'pg', used: [0.5, null] },
  ]);
});

it('spreads a window over the bins it covers, and loses no CPU time', () => {
  const uneven = [sample('pg', 0, 1, 1), sample('pg', 1, 2, 1), sample('pg', 2, 4, 3)];
  expect(cpuSeries(uneven, window, span)?.nodes[0]?.used).toEqual([1, 1, 1.5, 1.5]);
});

it('folds many nodes into a dozen', () => {
  const many = Array.from({ length: 20 }, (_, node) => sample(`node-${node}`, 0, 1, 0.1));
  const nodes = cpuSeries(many, window, span)?.nodes ?? [];
  expect(nodes).toHaveLength(12);
  expect(nodes.at(-1)).toEqual({ name: '9 others', used: [0.9] });
});

it('is nothing when nothing was sampled around the load', () => {
  expect(cpuSeries([sample('pg', 90, 91, 1)], window, span)).toBeNull();
});
