import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { lost, ok, order, poolClient, refused } from '../testing/literal.ts';
import { noDoubleBooking } from './no-double-booking.ts';

const annBooks = ok('ann', 'book', 'A1', [0, 10], { order: '1' });
const bobBooks = ok('bob', 'book', 'A1', [20, 30], { order: '2' });
const annsOrder = order({ id: '1', buyer: 'ann' });
const bobsOrder = order({ id: '2', buyer: 'bob' });

describe('no-double-booking', () => {
  test('passes a seat that is booked once', () => {
    const finding = findingOf(noDoubleBooking, { operations: [annBooks], rows: [annsOrder] });
    expect(finding).toMatchObject({
      verdict: 'pass',
      observed: '1 seat, 1 acknowledged booking, 1 ledger booking',
    });
  });

  test('fails two live rows of one seat, and shows their operations', () => {
    const { verdict, evidence } = findingOf(noDoubleBooking, {
      operations: [annBooks, bobBooks],
      rows: [annsOrder, bobsOrder],
    });
    expect(verdict).toBe('fail');
    expect(evidence).toHaveLength(1);
    expect(evidence[0]).toMatchObject({ subject: 'A1', ledger: [{ id: '1' }, { id: '2' }] });
    expect(evidence[0]?.operations.map(({ index, process }) => [index, process])).toEqual([
      [0, 'ann'],
      [2, 'bob'],
    ]);
  });

  test('fails two live rows even when the history is cut', () => {
    const rows = [annsOrder, bobsOrder];
    expect(findingOf(noDoubleBooking, { rows, historyIsWhole: false }).verdict).toBe('fail');
  });

  test('fails two acknowledged bookings of which the ledger kept one', () => {
    const finding = findingOf(noDoubleBooking, { operations: [annBooks, bobBooks], rows: [bobsOrder] });
    expect(finding.verdict).toBe('fail');
    expect(finding.evidence[0]?.what).toContain('booked at 0.030000 s while another booking of it was live');
  });

  test('cannot tell from a cut history, which may have lost a cancellation', () => {
    const operations = [annBooks, bobBooks];
    const finding = findingOf(noDoubleBooking, { operations, rows: [bobsOrder], historyIsWhole: false });
    expect(finding.verdict).toBe('unknown');
    expect(finding.observed).toContain('1 violation that missing evidence may explain');
  });

  test('passes a booking that may have been cancelled between two tries of it', () => {
    const tried = lost('ann', 'book', 'A1', [-20, -15], { order: '1' });
    const cancel = ok('ann', 'cancel', 'A1', [-9, -5], { order: '1' });
    const verdict = (...operations: (typeof annBooks)[]) =>
      findingOf(noDoubleBooking, { operations, rows: [bobsOrder] }).verdict;
    expect(verdict(tried, cancel, annBooks, bobBooks)).toBe('pass');
    expect(verdict(cancel, annBooks, bobBooks)).toBe('fail');
  });

  test('passes a seat that was cancelled, perhaps, before it was booked again', () => {
    for (const cancel of [ok, lost]) {
      const operations = [annBooks, cancel('ann', 'cancel', 'A1', [12, 14], { order: '1' }), bobBooks];
      const rows = [{ ...annsOrder, state: 'cancelled' as const }, bobsOrder];
      expect(findingOf(noDoubleBooking, { operations, rows }).verdict).toBe('pass');
    }
  });

  test('fails when the cancellation was refused, or came later', () => {
    for (const cancel of [
      refused('ann', 'cancel', 'A1', [12, 14], { order: '1' }),
      ok('ann', 'cancel', 'A1', [40, 50], { order: '1' }),
    ]) {
      const finding = findingOf(noDoubleBooking, {
        operations: [annBooks, cancel, bobBooks],
        rows: [bobsOrder],
      });
      expect(finding.verdict).toBe('fail');
    }
  });

  test('takes a booking without an answer, or the same order told twice, for no second booking', () => {
    const again = ok('ann', 'book', 'A1', [20, 30], { order: '1' });
    const unanswered = lost('bob', 'book', 'A1', [20, 30], { order: '2' });
    for (const other of [again, unanswered]) {
      const finding = findingOf(noDoubleBooking, { operations: [annBooks, other], rows: [annsOrder] });
      expect(finding.verdict).toBe('pass');
    }
  });

  test('finds every seat of a booking of several', () => {
    const both = ok('ann', 'book', 'A1 A2', [0, 10], { order: '1' });
    const rows = [
      order({ id: '1', buyer: 'ann', resources: ['A1', 'A2'] }),
      order({ id: '2', buyer: 'bob', resources: ['A2'] }),
    ];
    const { evidence } = findingOf(noDoubleBooking, { operations: [both], rows });
    expect(evidence.map(({ subject }) => subject)).toEqual(['A2']);
  });

  test('is unknown without anything to examine, or without a ledger of orders', () => {
    expect(findingOf(noDoubleBooking, {}).verdict).toBe('unknown');
    const client = { ...poolClient, sells: 'seat' as const, ledger: [] };
    const finding = findingOf(noDoubleBooking, { operations: [annBooks], client });
    expect(finding).toMatchObject({ verdict: 'unknown' });
    expect(finding.observed).toContain('no ledger of orders');
  });

  test('says nothing about pools', () => {
    expect(noDoubleBooking.applies(poolClient)).toBe(false);
  });
});
