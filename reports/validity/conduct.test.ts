import { expect, test } from 'vitest';
import { numbered, ok, refused } from '../testing/literal.ts';
import { Conduct } from './conduct.ts';

type Options = Record<string, unknown>;

function verdicts(options: Options, operations: Parameters<typeof numbered>[0]): Record<string, string> {
  const scenario = { options } as never;
  const conduct = new Conduct({ scenario });
  for (const operation of numbered(operations)) conduct.operation(operation);
  return Object.fromEntries(conduct.findings().map(({ id, verdict }) => [id, verdict]));
}

const held = (from: number) => ok('ann', 'hold', 's1', [from, from + 1], { ttlMs: 10 });

test('nothing is demanded that nobody was to do', () => {
  expect(verdicts({ dawdle: 0, intruders: 0 }, [held(0)])).toEqual({});
});

test('a hold must have run out before its buyer came', () => {
  const dawdle = { dawdle: 0.5 };
  expect(verdicts(dawdle, [])).toEqual({ 'dawdled-enough': 'unknown' });
  expect(verdicts(dawdle, [held(0), ok('ann', 'order', 's1', [5, 6])])).toEqual({
    'dawdled-enough': 'unknown',
  });
  expect(verdicts(dawdle, [held(0), refused('ann', 'order', 's1', [12, 13])])).toEqual({
    'dawdled-enough': 'pass',
  });
  expect(verdicts(dawdle, [held(0), refused('bob', 'order', 's1', [12, 13])])).toEqual({
    'dawdled-enough': 'unknown',
  });
});

test('an order renews a hold, and a new hold is a new one', () => {
  const dawdle = { dawdle: 1 };
  const ordered = [held(0), ok('ann', 'order', 's1', [8, 9])];
  expect(verdicts(dawdle, [...ordered, refused('ann', 'book', 's1', [15, 16])])).toEqual({
    'dawdled-enough': 'unknown',
  });
  expect(verdicts(dawdle, [...ordered, refused('ann', 'book', 's1', [20, 21])])).toEqual({
    'dawdled-enough': 'pass',
  });
  expect(verdicts(dawdle, [held(0), held(20), ok('ann', 'order', 's1', [22, 23])])).toEqual({
    'dawdled-enough': 'unknown',
  });
});

test("an intruder goes for another's booking, not for a stranger's or their own", () => {
  const intruders = { intruders: 0.1 };
  const booked = ok('ann', 'book', 's1', [0, 1], { order: 'o1' });
  const cancel = (who: string, order: string) => refused(who, 'cancel', 's1', [2, 3], { order });
  expect(verdicts(intruders, [booked])).toEqual({ 'intruded-enough': 'unknown' });
  expect(verdicts(intruders, [booked, cancel('ann', 'o1')])).toEqual({ 'intruded-enough': 'unknown' });
  expect(verdicts(intruders, [booked, cancel('bob', 'o2')])).toEqual({ 'intruded-enough': 'unknown' });
  expect(verdicts(intruders, [booked, cancel('bob', 'o1')])).toEqual({ 'intruded-enough': 'pass' });
});
