import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { lost, ok, order, poolClient, seatClient, stock } from '../testing/literal.ts';
import { noOversell } from './no-oversell.ts';

const pool = (sold: number, counts = {}) =>
  stock('gate', { total: 10, available: 10 - sold, sold, ...counts });
const inPool = (id: string, quantity: number) =>
  order({ id, buyer: `b${id}`, resources: ['gate'], quantity });

describe('no-oversell', () => {
  test('passes seats and pools that add up', () => {
    const rows = [stock('A1'), stock('A2', { available: 1, sold: 0 }), order({ id: '1', buyer: 'ann' })];
    expect(findingOf(noOversell, { rows })).toMatchObject({
      verdict: 'pass',
      observed: '2 seats, 1 ledger booking',
    });
    const finding = findingOf(noOversell, {
      rows: [pool(10), inPool('1', 4), inPool('2', 6)],
      client: poolClient,
    });
    expect(finding.verdict).toBe('pass');
  });

  test.each([
    ['sold more than there is', stock('A1', { sold: 2 })],
    ['does not add up', stock('A1', { sold: 0 })],
    ['does not add up', stock('A1', { held: 1, available: -1 })],
  ])('fails a stock that %s', (what, row) => {
    const finding = findingOf(noOversell, { rows: [row] });
    expect(finding.verdict).toBe('fail');
    expect(finding.evidence[0]?.what).toContain(what);
  });

  test('fails more live bookings than there are units, whatever the stock says', () => {
    const rows = [pool(10), inPool('1', 6), inPool('2', 5)];
    const finding = findingOf(noOversell, { rows, client: poolClient, historyIsWhole: false });
    expect(finding.verdict).toBe('fail');
    expect(finding.evidence[0]?.what).toBe('11 units of gate are booked in the ledger, of 10.');
  });

  test('fails more acknowledged units than there are, unless a cancellation may have happened', () => {
    const operations = [
      ok('ann', 'book', 'gate', [0, 1], { order: '1', quantity: 6 }),
      ok('bob', 'book', 'gate', [0, 6], { order: '2', quantity: 5 }),
    ];
    const rows = [pool(5), inPool('2', 5)];
    expect(findingOf(noOversell, { operations, rows, client: poolClient }).verdict).toBe('fail');
    const cancelled = [...operations, lost('ann', 'cancel', 'gate', [5, 9], { order: '1' })];
    expect(findingOf(noOversell, { operations: cancelled, rows, client: poolClient }).verdict).toBe('pass');
  });

  test('fails more acknowledged units at a time than there are, though some were cancelled later', () => {
    const bob = ok('bob', 'book', 'gate', [0, 2], { order: '2', quantity: 5 });
    const verdict = (...ms: [number, number]) => {
      const ann = ok('ann', 'book', 'gate', [...ms], { order: '1', quantity: 6 });
      const cancel = ok('bob', 'cancel', 'gate', [5, 9], { order: '2' });
      const rows = [pool(6), inPool('1', 6)];
      return findingOf(noOversell, { operations: [bob, ann, cancel], rows, client: poolClient }).verdict;
    };
    expect(verdict(0, 4)).toBe('fail');
    expect(verdict(0, 5)).toBe('pass');
  });

  test('does not count together what ends at an instant and what begins at it, whichever was sent first', () => {
    const cy = ok('cy', 'book', 'gate', [0, 10], { order: '3', quantity: 1 });
    const cancelledAtThat = (buyer: string, id: string) => [
      ok(buyer, 'book', 'gate', [1, 2], { order: id, quantity: 1 }),
      ok(buyer, 'cancel', 'gate', [10, 11], { order: id }),
    ];
    const rows = [stock('gate'), inPool('3', 1)];
    const find = (...operations: (typeof cy)[]) =>
      findingOf(noOversell, { operations: [cy, ...operations], rows, client: poolClient });
    const ann = cancelledAtThat('ann', '1');
    expect(find(...ann).verdict).toBe('pass');
    // Two at a time before that instant must not be hidden by three that only seem to be there at it.
    const { verdict, evidence } = find(...ann, ...cancelledAtThat('bob', '2'));
    expect(verdict).toBe('fail');
    expect(evidence[0]?.operations.map(({ process }) => process)).toEqual(['ann', 'bob']);
  });

  test('does not count bookings without an answer', () => {
    const operations = [
      ok('ann', 'book', 'A1', [0, 1], { order: '1' }),
      lost('bob', 'book', 'A1', [0, 2], { order: '2' }),
    ];
    expect(
      findingOf(noOversell, { operations, rows: [stock('A1'), order({ id: '1', buyer: 'ann' })] }).verdict,
    ).toBe('pass');
  });

  test('fails what is sold and not in the stock, but for orders found before', () => {
    const sound = [stock('A1'), order({ id: '1', buyer: 'ann' })];
    const rows = [...sound, order({ id: '9', buyer: 'zoe', resources: ['Z9'] })];
    expect(findingOf(noOversell, { rows }).verdict).toBe('fail');
    expect(findingOf(noOversell, { rows, foundBefore: ['9'] }).verdict).toBe('pass');
    expect(findingOf(noOversell, { rows, ledgerIsWhole: false }).verdict).toBe('unknown');
  });

  test('fails what the stock has sold to nobody, unless the order may be among what was lost', () => {
    for (const [rows, client] of [
      [[stock('A1')], seatClient],
      [[pool(10), inPool('1', 4), inPool('2', 5)], poolClient],
    ] as const) {
      const finding = findingOf(noOversell, { rows: [...rows], client });
      expect(finding.verdict).toBe('fail');
      expect(finding.evidence[0]?.what).toContain('sold to nobody');
      expect(findingOf(noOversell, { rows: [...rows], client, ledgerIsWhole: false }).verdict).toBe(
        'unknown',
      );
      const withoutOrders = { ...client, ledger: ['stock' as const] };
      expect(findingOf(noOversell, { rows: [...rows], client: withoutOrders }).verdict).toBe('unknown');
    }
  });

  test('fails what is booked but not in the stock, and counts orders found before', () => {
    const unsold = stock('A1', { available: 1, sold: 0 });
    const finding = findingOf(noOversell, { rows: [unsold, order({ id: '1', buyer: 'ann' })] });
    expect(finding.verdict).toBe('fail');
    expect(finding.evidence[0]?.what).toContain('booked, but not in the stock');
    const rows = [stock('A1'), order({ id: '1', buyer: 'ann' })];
    expect(findingOf(noOversell, { rows, foundBefore: ['1'] }).verdict).toBe('pass');
  });

  test('cannot decide between two stock rows of one seat', () => {
    expect(findingOf(noOversell, { rows: [stock('A1'), stock('A1')] }).verdict).toBe('unknown');
  });

  test('is unknown without a stock', () => {
    expect(findingOf(noOversell, {}).verdict).toBe('unknown');
  });
});
