import { expect, test } from 'vitest';
import { lost, numbered, ok, refused } from '../testing/literal.ts';
import { Effects } from './effects.ts';

const repeated = (operations: ReturnType<typeof ok>[]) => {
  const effects = new Effects();
  return numbered(operations).map((operation) => effects.isRepeated(operation));
};

test('what succeeded and is sent again is one effect, by its key or else by its order', () => {
  const first = ok('ann', 'book', 'A1', [0, 10], { order: '1' });
  const again = ok('ann', 'book', 'A1', [20, 30], { order: '1' });
  expect(repeated([first, again])).toEqual([false, true]);
  const keyless = [first, again].map((each) => ({ ...each, idempotencyKey: null }));
  expect(repeated(keyless)).toEqual([false, true]);
  expect(repeated(keyless.map((each) => ({ ...each, value: {} })))).toEqual([false, false]);
});

test('a try after a lost or refused one is none', () => {
  const then = ok('ann', 'book', 'A1', [20, 30]);
  expect(repeated([lost('ann', 'book', 'A1', [0, 10]), then])).toEqual([false, false]);
  expect(repeated([refused('ann', 'book', 'A1', [0, 10]), then])).toEqual([false, false]);
  expect(repeated([ok('bob', 'book', 'A1', [0, 10]), then])).toEqual([false, false]);
});
