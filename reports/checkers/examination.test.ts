import { expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { ok, order } from '../testing/literal.ts';
import type { Checker } from './checker.ts';
import { checkers } from './checkers.ts';
import { noDoubleBooking } from './no-double-booking.ts';

const breaks: Checker = {
  ...noDoubleBooking,
  id: 'breaks',
  check(partition, sale) {
    if (partition.key === 'A2') throw new TypeError('it tripped');
    return noDoubleBooking.check(partition, sale);
  },
};
const on = (seat: string) => ok('ann', 'book', seat, [0, 10], { order: '1' });

test('a checker that throws gives unknown, with its error', () => {
  const finding = findingOf(breaks, {
    operations: [on('A1'), on('A2')],
    rows: [order({ id: '1', buyer: 'ann' })],
  });
  expect(finding.verdict).toBe('unknown');
  expect(finding.observed).toContain('the checker broke on A2 (TypeError: it tripped)');
});

test('what it proved elsewhere stands', () => {
  const rows = ['1', '2'].map((id) => order({ id, buyer: id }));
  expect(findingOf(breaks, { operations: [on('A2')], rows }).verdict).toBe('fail');
});

test('counts every violation and shows the first twenty', () => {
  const rows = Array.from({ length: 30 }, (_, seat) =>
    ['1', '2'].map((id) => order({ id, buyer: id, resources: [`S${seat}`] })),
  ).flat();
  const finding = findingOf(noDoubleBooking, { rows });
  expect(finding.observed).toContain('30 violations in 30 seats');
  expect(finding.evidence).toHaveLength(20);
});

test.each(checkers.map((checker) => [checker.id, checker] as const))(
  '%s never passes on no evidence, cut evidence or a client without a ledger',
  (_, checker) => {
    expect(findingOf(checker, {}).verdict).toBe('unknown');
    const operations = [
      ok('ann', 'hold', 'A1', [0, 1], { ttlMs: 1000 }),
      ok('ann', 'order', 'A1', [2, 3], { order: '1' }),
      ok('ann', 'book', 'A1', [4, 5], { order: '1' }),
    ];
    expect(findingOf(checker, { operations, historyIsWhole: false }).verdict).toBe('unknown');
    if (checker.needsLedger.length === 0) return;
    expect(findingOf(checker, { operations, ledgerIsWhole: false }).verdict).toBe('unknown');
  },
);
