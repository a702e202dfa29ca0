import { expect, test } from 'vitest';
import { poolSize } from './pool.ts';

test.each([
  [1, 20],
  [9, 20],
  [10, 18],
  [20, 9],
  [180, 1],
])('with %i instances at most, each has %i connections', (instances, connections) => {
  expect(poolSize(instances)).toBe(connections);
  expect(poolSize(instances) * instances).toBeLessThanOrEqual(180);
});
