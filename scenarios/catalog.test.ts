import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BadScenarioOption, parseOptions, scenarioNames, scenarioOf, UnknownScenario } from './catalog.ts';

const plain = {
  skew: 0,
  hot: 0,
  selection: { min: 1, max: 1 },
  persistent: false,
  dawdle: 0,
  intruders: 0,
  queue: null,
  queueRate: 50,
};

test('every scenario has its script', () => {
  for (const name of scenarioNames) {
    expect(existsSync(new URL(scenarioOf(name).script, import.meta.url))).toBe(true);
  }
});

test('an unknown scenario is told what there is', () => {
  expect(() => scenarioOf('contentoin')).toThrow(UnknownScenario);
  expect(() => scenarioOf('contentoin')).toThrow(
    expect.objectContaining({ usage: true, hint: expect.stringContaining('contention') }),
  );
});

test.each([
  [{ users: 0, seats: 1 }, '--users 0'],
  [{ users: -1, seats: 1 }, '--users -1'],
  [{ users: 1e9, seats: 1 }, '--users 1000000000'],
  [{ users: Number.NaN, seats: 1 }, '--users NaN'],
  [{ users: 2.5, seats: 1 }, '--users 2.5'],
  [{ users: 10, seats: 11 }, '--seats 11'],
  [{ users: 10 }, '--seats'],
  [{ users: 10, seats: 1, seets: 2 }, 'seets'],
  [{ users: 10, seats: 5, skew: 4.1 }, '--skew 4.1'],
  [{ users: 10, seats: 5, hot: 1.5 }, '--hot 1.5'],
  [{ users: 10, seats: 5, dawdle: -0.1 }, '--dawdle -0.1'],
  [{ users: 10, seats: 5, intruders: 2 }, '--intruders 2'],
  [{ users: 10, seats: 5, selection: { min: 1, max: 5 } }, '--selection 1-5'],
  [{ users: 10, seats: 5, selection: { min: 0, max: 1 } }, '--selection 0-1'],
  [{ users: 10, seats: 5, selection: { min: 4, max: 2 } }, '--selection 4-2'],
  [{ users: 10, seats: 3, selection: { min: 1, max: 4 } }, '--selection 1-4'],
])('%j is refused, and the option named', (raw, named) => {
  const parse = () => parseOptions('contention', raw);
  expect(parse).toThrow(BadScenarioOption);
  expect(parse).toThrow(named);
});

test.each([
  [{ users: 10_001, seats: 1 }, '--users 10001 is not possible: from 1 to 10,000 ('],
  [{ users: 15_000, seats: 1 }, '--users 15000 is not possible: from 1 to 10,000 ('],
  [{ users: 0, seats: 1 }, '--users 0 is not possible: from 1 to 10,000 ('],
  [{ users: 1.5, seats: 1 }, '--users 1.5 is not possible: from 1 to 10,000 ('],
  [{ users: 5, seats: 6 }, '--seats 6 is not possible: from 1 to the number of users ('],
])('%j is told the bounds', (raw, words) => {
  expect(() => parseOptions('contention', raw)).toThrow(words);
});

test('10,000 users are the most', () => {
  expect(parseOptions('contention', { users: 10_000, seats: 1 })).toEqual({
    ...plain,
    users: 10_000,
    seats: 1,
  });
});

test('as many seats as users is the bound', () => {
  expect(parseOptions('contention', { users: 10, seats: 10 })).toEqual({ ...plain, users: 10, seats: 10 });
});

test('an uneven sale is judged by its buyers, an even one by its seats', () => {
  const validity = (of: object) =>
    scenarioOf('contention').validity(parseOptions('contention', { users: 10, seats: 5, ...of }));
  expect([validity({}), validity({ skew: 0.5 }), validity({ hot: 0.1 })]).toEqual([
    'burst',
    'skewed',
    'skewed',
  ]);
  expect([validity({ queue: 5 }), validity({ queue: 5, hot: 0.1 })]).toEqual(['queued', 'queued']);
});
