import { expect, test } from 'vitest';
import { decimal, range } from './options.ts';

test('a number, fractions included, and nothing that only looks like one', () => {
  expect(['0.2', '1', '.5', '-1'].map(decimal)).toEqual([0.2, 1, 0.5, -1]);
  for (const text of ['', 'many', '1e3', '0x10', '1,5', 'NaN', 'Infinity']) {
    expect(() => decimal(text)).toThrow('It takes a number');
  }
});

test('one number or a range of two', () => {
  expect([range('2'), range('1-4')]).toEqual([
    { min: 2, max: 2 },
    { min: 1, max: 4 },
  ]);
  for (const text of ['', '-1', '1-', '1-2-3', '1.5', 'a-b']) {
    expect(() => range(text)).toThrow('a whole number or a range');
  }
});
