import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { lost, ok, order, poolClient, refused } from '../testing/literal.ts';
import { noLostBooking } from './no-lost-booking.ts';

const booked = ok('ann', 'book', 'A1', [0, 10], { order: '1' });
const row = order({ id: '1', buyer: 'ann' });

describe('no-lost-booking', () => {
  test('passes what is in the ledger as it was acknowledged', () => {
    const finding = findingOf(noLostBooking, { operations: [booked], rows: [row] });
    expect(finding).toMatchObject({ verdict: 'pass', observed: '1 acknowledged booking' });
  });

  test.each([
    ['is not in the ledger', []],
    ['is pending in the ledger', [{ ...row, state: 'pending' as const }]],
    ['is expired in the ledger', [{ ...row, state: 'expired' as const }]],
    ['is cancelled in the ledger', [{ ...row, state: 'cancelled' as const }]],
    ["is bob's in the ledger", [{ ...row, buyer: 'bob' }]],
    ['A1 is not in it', [{ ...row, resources: ['A2'] }]],
    ['has A2 as well', [{ ...row, resources: ['A1', 'A2'] }]],
  ])('fails an acknowledged booking that %s', (what, rows) => {
    const finding = findingOf(noLostBooking, { operations: [booked], rows });
    expect(finding.verdict).toBe('fail');
    expect(finding.evidence[0]).toMatchObject({ subject: 'A1', operations: [{ index: 0, process: 'ann' }] });
    expect(finding.evidence[0]?.what).toContain(what);
  });

  test.each([1, 3, undefined])('fails a booking of 2 units that holds %s in the ledger', (quantity) => {
    const gate = ok('ann', 'book', 'gate', [0, 10], { order: '1', quantity: 2 });
    const holds = (of: number | undefined) => [{ ...row, resources: ['gate'], quantity: of }];
    const verdict = (of: number | undefined) =>
      findingOf(noLostBooking, { operations: [gate], rows: holds(of), client: poolClient }).verdict;
    expect(verdict(2)).toBe('pass');
    expect(verdict(quantity)).toBe('fail');
  });

  test('takes a booking that names no quantity for one of a single unit', () => {
    const gate = ok('ann', 'book', 'gate', [0, 10], { order: '1' });
    const verdict = (quantity: number) => {
      const rows = [{ ...row, resources: ['gate'], quantity }];
      return findingOf(noLostBooking, { operations: [gate], rows, client: poolClient }).verdict;
    };
    expect(verdict(1)).toBe('pass');
    expect(verdict(2)).toBe('fail');
  });

  test('cannot decide between two rows of one order', () => {
    const rows = [row, { ...row, state: 'cancelled' as const }];
    const finding = findingOf(noLostBooking, { operations: [booked], rows });
    expect(finding).toMatchObject({ verdict: 'unknown', evidence: [{ subject: 'order 1' }] });
  });

  test('passes what may have been cancelled before it was acknowledged, but not what was cancelled before it was tried', () => {
    const rows = [{ ...row, state: 'cancelled' as const }];
    const verdict = (...operations: (typeof booked)[]) =>
      findingOf(noLostBooking, { operations, rows }).verdict;
    const early = (by: typeof ok) => by('ann', 'cancel', 'A1', [-9, -5], { order: '1' });
    expect(verdict(early(lost), booked)).toBe('pass');
    expect(verdict(early(ok), booked)).toBe('fail');
    const tried = lost('ann', 'book', 'A1', [-20, -15], { order: '1' });
    expect(verdict(tried, early(ok), booked)).toBe('pass');
  });

  test('passes what its buyer cancelled, or may have cancelled', () => {
    const rows = [{ ...row, state: 'cancelled' as const }];
    for (const cancel of [ok, lost]) {
      const operations = [booked, cancel('ann', 'cancel', 'A1', [20, 30], { order: '1' })];
      expect(findingOf(noLostBooking, { operations, rows }).verdict).toBe('pass');
    }
  });

  test('names whoever cancelled what another had booked', () => {
    const rows = [{ ...row, state: 'cancelled' as const }];
    const operations = [booked, ok('bob', 'cancel', 'A1', [20, 30], { order: '1' })];
    const [piece] = findingOf(noLostBooking, { operations, rows }).evidence;
    expect(piece?.what).toContain('cancelled in the ledger; bob cancelled it, who did not book it.');
    expect(piece?.operations.map(({ process, f }) => [process, f])).toEqual([
      ['ann', 'book'],
      ['bob', 'cancel'],
    ]);
  });

  test('fails what was cancelled though its buyer was refused, or though another asked for it', () => {
    const rows = [{ ...row, state: 'cancelled' as const }];
    for (const cancel of [
      refused('ann', 'cancel', 'A1', [20, 30], { order: '1' }),
      ok('bob', 'cancel', 'A1', [20, 30], { order: '1' }),
    ]) {
      expect(findingOf(noLostBooking, { operations: [booked, cancel], rows }).verdict).toBe('fail');
    }
  });

  test('asks nothing of bookings without an answer', () => {
    const operations = [booked, lost('bob', 'book', 'A2', [0, 10], { order: '2' })];
    expect(findingOf(noLostBooking, { operations, rows: [row] }).verdict).toBe('pass');
  });

  test('cannot tell from a cut ledger, or for a booking without an id', () => {
    expect(findingOf(noLostBooking, { operations: [booked], ledgerIsWhole: false }).verdict).toBe('unknown');
    const unnamed = ok('ann', 'book', 'A1', [0, 10]);
    expect(findingOf(noLostBooking, { operations: [unnamed], rows: [row] }).verdict).toBe('unknown');
  });

  test('is unknown without an acknowledged booking', () => {
    expect(findingOf(noLostBooking, { rows: [row] }).verdict).toBe('unknown');
  });
});
