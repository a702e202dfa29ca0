import { expect, test } from 'vitest';
import { type Count, countFrom } from './counters.ts';

/** What is found to have grown between these two answers, with times of a clock that counts. */
async function grown(...answers: (readonly Count[] | null)[]) {
  let time = 0;
  const end = await countFrom(
    async () => answers.shift() ?? null,
    () => ++time,
  );
  return await end();
}
const count = (of: string, value: number, name = 'target.retries'): Count => ({ name, of, value });

test('what all parts counted is added up', async () => {
  const lines = await grown(
    [count('a', 1), count('b', 2), count('a', 0, 'target.conflicts')],
    [count('a', 4), count('b', 2), count('a', 1, 'target.conflicts')],
  );
  expect(lines).toEqual([
    { kind: 'counter', source: 'node', from: 1, to: 2, name: 'target.retries', value: 3 },
    { kind: 'counter', source: 'node', from: 1, to: 2, name: 'target.conflicts', value: 1 },
  ]);
});

test('who began anew, or is gone, leaves the measurement without a line', async () => {
  expect(await grown([count('a', 5), count('b', 0)], [count('a', 2), count('b', 9)])).toEqual([]);
  expect(await grown([count('a', 5), count('b', 0)], [count('a', 6)])).toEqual([]);
});

test('nothing is told when nobody could be asked', async () => {
  expect(await grown(null, [count('a', 5)])).toEqual([]);
  expect(await grown([count('a', 5)], null)).toEqual([]);
});
