import { expect, test } from 'vitest';
import { InFlight } from './in-flight.ts';

/** Keeps every batch under way until it is told to end. */
function held(most = 3) {
  const batches: { items: readonly number[]; end: PromiseWithResolvers<void> }[] = [];
  const inFlight = new InFlight<number, string>(most, async (items) => {
    const end = Promise.withResolvers<void>();
    batches.push({ items, end });
    await end.promise;
    return items.map(async (item) => {
      if (item < 0) throw new Error(`not ${item}`);
      return `done ${item}`;
    });
  });
  return { batches, inFlight };
}

test('the first goes at once and alone; what comes meanwhile goes together, in order, no more than allowed', async () => {
  const { batches, inFlight } = held();
  const answers = [1, 2, 3, 4, 5].map((item) => inFlight.join('k', item));
  expect(batches.map(({ items }) => items)).toEqual([[1]]);
  for (let at = 0; at < 3; at += 1) {
    batches[at]?.end.resolve();
    await expect.poll(() => batches.length).toBe(Math.min(at + 2, 3));
  }
  expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5]]);
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5].map((item) => `done ${item}`));
});

test('keys do not wait for each other', async () => {
  const { batches, inFlight } = held();
  void inFlight.join('one', 1);
  void inFlight.join('two', 2);
  expect(batches.map(({ items }) => items)).toEqual([[1], [2]]);
  for (const { end } of batches) end.resolve();
});

test("one item's failure is its own; the batch's is everyone's; and afterwards it goes on", async () => {
  const { batches, inFlight } = held();
  const first = inFlight.join('k', 1);
  const [bad, good] = [inFlight.join('k', -1), inFlight.join('k', 2)];
  batches[0]?.end.resolve();
  expect(await first).toBe('done 1');
  await expect.poll(() => batches.length).toBe(2);
  batches[1]?.end.resolve();
  await expect(bad).rejects.toThrow('not -1');
  expect(await good).toBe('done 2');

  const lost = [inFlight.join('k', 3), inFlight.join('k', 4)];
  for (const [at, answer] of lost.entries()) {
    batches[2 + at]?.end.reject(new Error('away'));
    await expect(answer).rejects.toThrow('away');
    await expect.poll(() => batches.length).toBe(Math.min(4, 4 + at));
  }
  const later = inFlight.join('k', 5);
  await expect.poll(() => batches.length).toBe(5);
  batches[4]?.end.resolve();
  expect(await later).toBe('done 5');
});
