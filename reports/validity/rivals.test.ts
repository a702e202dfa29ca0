import { expect, test } from 'vitest';
import { lost, numbered, ok, refused, unended } from '../testing/literal.ts';
import { Rivals } from './rivals.ts';

function summary(
  operations: ReturnType<typeof ok>[],
  resources: number | null = null,
  of: 'resource' | 'buyer' = 'resource',
) {
  const rivals = new Rivals('hold');
  const byEnd = numbered(operations).sort((a, b) => (a.ended ?? Infinity) - (b.ended ?? Infinity));
  for (const operation of byEnd) rivals.operation(operation);
  return rivals.summary(resources, of);
}

test('counts buyers, not tries, and the claim alone', () => {
  const operations = [
    ok('ann', 'hold', 'A1', [0, 10]),
    refused('bob', 'hold', 'A1', [20, 30]),
    refused('bob', 'hold', 'A1', [25, 40]),
    ok('cy', 'book', 'A1', [0, 90]),
  ];
  expect(summary(operations)).toEqual({ resources: 1, medianRivals: 2, overlapping: 0 });
});

test('sees an overlap with any other buyer, however many tries lie between', () => {
  const long = refused('ann', 'hold', 'A1', [0, 50]);
  expect(summary([long, ok('bob', 'hold', 'A1', [10, 20])]).overlapping).toBe(1);
  expect(
    summary([long, ok('bob', 'hold', 'A1', [49, 60]), ok('bob', 'hold', 'A1', [70, 80])]).overlapping,
  ).toBe(1);
  expect(summary([ok('ann', 'hold', 'A1', [0, 20]), ok('bob', 'hold', 'A1', [20, 30])]).overlapping).toBe(0);
  const between = [
    ok('ann', 'hold', 'A1', [0, 20]),
    ok('bob', 'hold', 'A1', [30, 40]),
    ok('bob', 'hold', 'A1', [15, 45]),
  ];
  expect(summary(between).overlapping).toBe(1);
});

test('attempts without an end last to the end', () => {
  expect(summary([unended('ann', 'hold', 'A1', [0, 0]), lost('bob', 'hold', 'A1', [5, 9])]).overlapping).toBe(
    1,
  );
  expect(summary([unended('ann', 'hold', 'A1', [9, 0]), lost('bob', 'hold', 'A1', [5, 9])]).overlapping).toBe(
    0,
  );
});

test('resources that nobody tried count, with no rivals', () => {
  const operations = [ok('ann', 'hold', 'A1', [0, 10]), ok('bob', 'hold', 'A1 A2', [5, 15])];
  expect(summary(operations)).toEqual({ resources: 2, medianRivals: 1.5, overlapping: 0.5 });
  expect(summary(operations, 4)).toEqual({ resources: 4, medianRivals: 0.5, overlapping: 0.25 });
  expect(summary([], null)).toEqual({ resources: 0, medianRivals: 0, overlapping: 0 });
});

test('of an uneven sale, how crowded it was where the median buyer tried', () => {
  const many = Array.from({ length: 6 }, (_, nth) => refused(`b${nth}`, 'hold', 'A1', [nth, 20]));
  const few = ['A2', 'A3', 'A4'].map((seat) => ok(`alone-${seat}`, 'hold', seat, [0, 10]));
  const all = [...many, ...few];
  expect(summary(all, 10).medianRivals).toBe(0);
  expect(summary(all, 10, 'buyer')).toEqual({ resources: 4, medianRivals: 6, overlapping: 6 / 9 });
  expect(summary([], 10, 'buyer')).toEqual({ resources: 0, medianRivals: 0, overlapping: 0 });
});
