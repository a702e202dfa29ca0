import { expect, test } from 'vitest';
import { poolClient, seatClient } from '../testing/literal.ts';
import { recordWith } from '../testing/record.ts';
import { optionsInWords, wantedInWords } from './wanted.ts';

const recordOf = (options: Record<string, unknown>, client = seatClient) => {
  const record = recordWith({ buyers: 10, inventory: 5, client });
  record.scenario.options = options;
  return record;
};
const plain = { users: 10, seats: 5, skew: 0, hot: 0, selection: { min: 1, max: 1 }, persistent: false };

test('says nothing of a sale in which nothing is special', () => {
  expect([recordOf(plain), recordOf({})].map(wantedInWords)).toEqual(['', '']);
});

test('says what was wanted, and how', () => {
  const all = {
    ...plain,
    skew: 1.5,
    hot: 0.25,
    selection: { min: 1, max: 4 },
    persistent: true,
    dawdle: 0.1,
  };
  const said = wantedInWords(recordOf(all));
  for (const words of ['k^1.5', '25', '1 to 4 seats', 'until none was left', 'run out']) {
    expect(said).toContain(words);
  }
  expect(wantedInWords(recordOf({ ...plain, selection: { min: 2, max: 2 } }, poolClient))).toBe(
    'Each buyer wanted 2 tickets, all or nothing.',
  );
});

test('names options as they are given', () => {
  const options = optionsInWords(recordOf({ ...plain, selection: { min: 1, max: 4 } }));
  expect(Object.fromEntries(options)).toMatchObject({ selection: '1 to 4', skew: '0', persistent: 'false' });
});
