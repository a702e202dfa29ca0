import { expect, test } from 'vitest';
import { away, type Guard } from '../redis/guard.ts';
import { Beginnings } from './beginnings.ts';
import type { Beginning } from './line.ts';

/** Two instances over one table of epochs and one Redis, which has lost the event's line. */
function two(guard: Guard = (work) => work()) {
  const row = { epoch: 0, begun: false };
  const began: Beginning[] = [];
  const places = {
    nextEpoch: async () => ({ epoch: ++row.epoch, begun: row.begun }),
    noteBegun: async () => {
      row.begun = true;
    },
    whoIsIn: async () => [],
  };
  const line = {
    async begin(_: string, beginning: Beginning) {
      return began.push(beginning) === 1;
    },
  };
  const one = () => new Beginnings({ line, places, guard });
  return { row, began, instances: [one(), one()] as const };
}

test('who asks while it begins waits for the same beginning', async () => {
  const { row, instances } = two();
  await Promise.all([1, 2, 3].map(() => instances[0].begin('7')));
  expect(row.epoch).toBe(1);
});

test('of two that find the queue new, neither takes it for lost; later it is lost', async () => {
  const { began, instances } = two();
  await Promise.all(instances.map((instance) => instance.begin('7')));
  expect(began).toMatchObject([
    { epoch: 1, returning: false },
    { epoch: 2, returning: false },
  ]);
  await instances[1].begin('7');
  expect(began[2]).toMatchObject({ epoch: 3, returning: true });
});

test('where Redis is away nothing has begun', async () => {
  const { row, began, instances } = two(async () => away);
  expect(await instances[0].begin('7')).toBe(false);
  expect([row.begun, began]).toEqual([false, []]);
});
