import { expect, test } from 'vitest';
import type { LedgerRow } from '../evidence/ledger.ts';
import {
  busy,
  lost,
  numbered,
  ok,
  order,
  poolClient,
  refused,
  seatClient,
  stock,
} from '../testing/literal.ts';
import { recordWith } from '../testing/record.ts';
import { SoldOut } from './sold-out.ts';

const unsold = stock('A1', { available: 1, sold: 0 });
const annIsRefused = refused('ann', 'hold', 'A1', [0, 10]);

function found(operations: ReturnType<typeof ok>[], rows: LedgerRow[], client = seatClient) {
  const record = recordWith({ buyers: 1, inventory: 10, client });
  if (client.sells === 'pool') record.scenario.claim = 'book';
  const soldOut = new SoldOut(record);
  for (const operation of numbered(operations)) soldOut.operation(operation);
  for (const row of rows) soldOut.row(row);
  return soldOut.finding(true);
}

test('passes a seat that was asked for and sold, and one that nobody wanted', () => {
  const operations = [ok('ann', 'hold', 'A1', [0, 10]), ok('ann', 'book', 'A1', [20, 30], { order: '1' })];
  const rows = [stock('A1'), stock('A2', { available: 1, sold: 0 }), order({ id: '1', buyer: 'ann' })];
  expect(found(operations, rows)).toMatchObject({ verdict: 'pass', observed: '1 of 1 seat sold out' });
});

test('fails a seat that everybody was refused and nobody got, showing the refusals', () => {
  const finding = found([annIsRefused, refused('bob', 'hold', 'A1', [0, 12])], [unsold]);
  expect(finding).toMatchObject({ verdict: 'fail', observed: '0 of 1 seat sold out' });
  expect(finding.evidence[0]).toMatchObject({ subject: 'A1', operations: [{ index: 0 }, { index: 1 }] });
});

test.each([
  ['a lost answer', lost('bob', 'hold', 'A1', [0, 10])],
  ['a busy answer', busy('bob', 'hold', 'A1', [0, 10])],
  ['a refused payment', { ...refused('bob', 'book', 'A1', [0, 10]), error: 'payment-refused: no funds' }],
  ['a buyer who came too late', { ...refused('bob', 'order', 'A1', [0, 10]), error: 'expired' }],
  ['a release', ok('bob', 'release', 'A1', [0, 10])],
  ['a choice of several', refused('bob', 'hold', 'A1 A2', [0, 10])],
])('cannot tell of an unsold seat with %s, and asks nothing when it is sold', (_, excuse) => {
  expect(found([annIsRefused, excuse], [unsold])).toMatchObject({
    verdict: 'unknown',
    observed: expect.stringMatching(/^0 of 0 seats sold out; [12] unsold, not judged/),
  });
  const sold = [stock('A1'), order({ id: '1', buyer: 'ann', resources: ['A1'] })];
  if (excuse.key.length === 1) expect(found([annIsRefused, excuse], sold).verdict).toBe('pass');
});

test('does not pass a shop that sells 1 of 20 and answers nobody else', () => {
  const operations = [
    ok('b1', 'hold', 'S1', [0, 10]),
    ...Array.from({ length: 19 }, (_, nth) => lost(`b${nth + 2}`, 'hold', `S${nth + 2}`, [0, 10])),
  ];
  const rows = Array.from({ length: 19 }, (_, nth) => stock(`S${nth + 2}`, { available: 1, sold: 0 }));
  const one = [stock('S1'), order({ id: '1', buyer: 'b1', resources: ['S1'] })];
  expect(found(operations, [...one, ...rows]).verdict).toBe('unknown');
});

test('is unknown when nothing was asked for', () => {
  expect(found([], [unsold])).toMatchObject({
    verdict: 'unknown',
    observed: '0 of 0 seats sold out; there was nothing to examine',
  });
});

test('believes the smaller of stock and live orders', () => {
  expect(found([annIsRefused], [stock('A1')]).verdict).toBe('fail');
  expect(found([annIsRefused], [unsold, order({ id: '1', buyer: 'bob' })]).verdict).toBe('fail');
});

test('judges a pool only when enough was asked for', () => {
  const asked = (buyers: number) =>
    Array.from({ length: buyers }, (_, nth) => refused(`b${nth}`, 'book', 'gate', [0, 10], { quantity: 2 }));
  const gate = stock('gate', { total: 10, available: 9, sold: 1 });
  const one = order({ id: '1', buyer: 'b0', resources: ['gate'], quantity: 1 });
  expect(found(asked(4), [gate], poolClient).verdict).toBe('unknown');
  expect(found(asked(5), [gate, one], poolClient).verdict).toBe('fail');
  const again = [...asked(4), ...asked(4)].map((each, nth) => ({ ...each, invoked: nth, ended: nth + 1 }));
  expect(found(again, [gate], poolClient).verdict).toBe('unknown');
});

test('cannot tell of a remainder that is less than anyone was refused', () => {
  const asked = (quantity: number) => refused(`b${quantity}`, 'book', 'gate', [0, 10], { quantity });
  const gate = stock('gate', { total: 10, available: 2, sold: 8 });
  const eight = order({ id: '1', buyer: 'b0', resources: ['gate'], quantity: 8 });
  const booked = ok('b0', 'book', 'gate', [0, 10], { order: '1', quantity: 8 });
  const verdict = (...quantities: number[]) =>
    found([booked, ...quantities.map(asked)], [gate, eight], poolClient).verdict;
  expect(verdict(3, 4)).toBe('unknown');
  expect(verdict(3, 4, 2)).toBe('fail');
});

test('counts a booking that was sent again once', () => {
  const client = { ...poolClient, ledger: [] };
  const booked = ok('b0', 'book', 'gate', [0, 10], { order: '1', quantity: 9 });
  const again = { ...booked, invoked: 20e6, ended: 30e6 };
  const other = refused('b1', 'book', 'gate', [0, 10], { quantity: 1 });
  expect(found([booked, other, again], [], client).verdict).toBe('fail');
});

test('counts live orders where the ledger has no stock, and bookings where it has neither', () => {
  const booked = [ok('ann', 'hold', 'A1', [0, 10]), ok('ann', 'book', 'A1', [20, 30], { order: '1' })];
  const only = (...ledger: 'order'[]) => ({ ...seatClient, ledger });
  expect(found(booked, [order({ id: '1', buyer: 'ann' })], only('order')).verdict).toBe('pass');
  expect(found(booked, [], only('order')).verdict).toBe('fail');
  expect(found(booked, [], only()).verdict).toBe('pass');
});
