import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { lost, ok, order, poolClient, refused, unended } from '../testing/literal.ts';
import { noPhantom } from './no-phantom.ts';

const row = order({ id: '1', buyer: 'ann' });
const ordered = ok('ann', 'order', 'A1', [0, 10], { order: '1' });

describe('no-phantom', () => {
  test('passes rows that acknowledged operations explain', () => {
    const operations = [ordered, ok('ann', 'book', 'A1', [20, 30], { order: '1' })];
    const finding = findingOf(noPhantom, { operations, rows: [row] });
    expect(finding).toMatchObject({ verdict: 'pass', observed: '1 live ledger order' });
    const pending = { ...row, state: 'pending' as const };
    expect(findingOf(noPhantom, { operations: [ordered], rows: [pending] }).verdict).toBe('pass');
  });

  test('passes rows that operations without an answer may explain', () => {
    for (const doubtful of [lost, unended]) {
      const operations = [ordered, doubtful('ann', 'book', 'A1', [20, 30], { order: '1' })];
      expect(findingOf(noPhantom, { operations, rows: [row] }).verdict).toBe('pass');
      const unnamed = [doubtful('ann', 'book', 'A1', [20, 30])];
      expect(findingOf(noPhantom, { operations: unnamed, rows: [row], client: poolClient }).verdict).toBe(
        'pass',
      );
    }
  });

  test.each([
    ['nobody asked for', []],
    ['was ordered and never booked', [ordered]],
    ['was refused', [ordered, refused('ann', 'book', 'A1', [20, 30], { order: '1' })]],
    ['another asked for', [lost('bob', 'book', 'A1', [20, 30])]],
    ['was asked for on another seat', [lost('ann', 'book', 'A2', [20, 30])]],
    ['has another order of its buyer', [ok('ann', 'book', 'A1', [20, 30], { order: '2' })]],
  ])('fails a confirmed order that %s', (_, operations) => {
    const finding = findingOf(noPhantom, { operations, rows: [row] });
    expect(finding.verdict).toBe('fail');
    expect(finding.evidence[0]?.ledger).toEqual([row]);
  });

  test('fails an order of more than was asked for, also where the answer was lost', () => {
    const find = (resources: string[], by: typeof ok) => {
      const operations = [by('ann', 'book', 'A1', [20, 30], { order: '1' })];
      return findingOf(noPhantom, { operations, rows: [{ ...row, resources }] });
    };
    for (const by of [ok, lost]) {
      expect(find(['A1'], by).verdict).toBe('pass');
      expect(find(['A1', 'A2'], by).verdict).toBe('fail');
    }
    expect(find(['A1', 'A2'], lost).evidence[0]?.what).toContain('holds A1, A2, and ann asked for A1');
    const gate = [lost('ann', 'book', 'gate', [20, 30], { quantity: 2 })];
    const holding = (quantity: number) =>
      findingOf(noPhantom, {
        operations: gate,
        rows: [{ ...row, resources: ['gate'], quantity }],
        client: poolClient,
      }).verdict;
    expect([holding(2), holding(3)]).toEqual(['pass', 'fail']);
  });

  test('fails a live order whose cancellation was acknowledged, not one whose was lost', () => {
    const booked = ok('ann', 'book', 'A1', [20, 30], { order: '1' });
    const cancelled = (by: typeof ok) => by('ann', 'cancel', 'A1', [40, 50], { order: '1' });
    const verdict = (by: typeof ok) =>
      findingOf(noPhantom, { operations: [booked, cancelled(by)], rows: [row] }).verdict;
    expect(verdict(ok)).toBe('fail');
    expect(verdict(lost)).toBe('pass');
  });

  test('passes over orders found before, and those that bind nothing', () => {
    const rows = [row, { ...row, id: '2', state: 'expired' as const }];
    const finding = findingOf(noPhantom, { rows, foundBefore: ['1'] });
    expect(finding).toMatchObject({
      verdict: 'unknown',
      observed: expect.stringContaining('nothing to examine'),
    });
  });

  test('cannot tell from a cut history, or for a row without a buyer', () => {
    expect(findingOf(noPhantom, { rows: [row], historyIsWhole: false }).verdict).toBe('unknown');
    expect(findingOf(noPhantom, { rows: [{ ...row, buyer: '' }] }).verdict).toBe('unknown');
  });
});
