import { expect, test } from 'vitest';
import { MessageRate } from './message-rate.ts';

test('so many at once, then so many a second, and what is not used is kept up to the first', () => {
  const rate = new MessageRate({ most: 3, perSecond: 2, nowMs: 1_000 });
  const take = (times: number, nowMs: number) => Array.from({ length: times }, () => rate.take(nowMs));
  expect(take(4, 1_000)).toEqual([true, true, true, false]);
  expect(take(1, 1_499)).toEqual([false]);
  expect(take(2, 1_500)).toEqual([true, false]);
  expect(take(4, 60_000)).toEqual([true, true, true, false]);
});
