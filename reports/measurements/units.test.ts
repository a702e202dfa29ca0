import { expect, test } from 'vitest';
import { numbered, ok, refused } from '../testing/literal.ts';
import { Effects } from './effects.ts';
import { Units } from './units.ts';

function measured(operations: ReturnType<typeof ok>[]) {
  const units = new Units(new Effects());
  for (const operation of numbered(operations)) units.operation(operation);
  return units.measurements();
}

test('counts the seats of each booking, and a booking that was sent again once', () => {
  const three = ok('ann', 'book', 'A1 A2 A3', [0, 10], { order: '1' });
  const again = { ...three, invoked: 20e6, ended: 30e6 };
  const other = ok('bob', 'book', 'A4', [0, 10], { order: '2' });
  expect(measured([three, again, other, refused('cy', 'book', 'A1', [5, 9])])).toEqual({
    'bookings.units': { value: 4, unit: 'count', samples: 2 },
  });
});

test('counts units of a pool', () => {
  const two = ok('ann', 'book', 'gate', [0, 10], { order: '1', quantity: 2 });
  expect(measured([two])['bookings.units']?.value).toBe(2);
  expect(measured([])).toEqual({});
});
