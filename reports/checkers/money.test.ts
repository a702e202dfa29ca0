import { describe, expect, test } from 'vitest';
import type { LedgerRow } from '../evidence/ledger.ts';
import { findingOf } from '../testing/finding-of.ts';
import { charge, lost, ok, order, payment, poolClient, seatClient } from '../testing/literal.ts';
import { money } from './money.ts';

const booked = ok('ann', 'book', 'A1', [0, 10], { order: '1', amount: 50 });
const confirmed = order({ id: '1', buyer: 'ann' });
const paid = payment({ order: '1' });
const charged = charge({ key: 'pay-1' });
const find = (...rows: LedgerRow[]) => findingOf(money, { operations: [booked], rows });

describe('money', () => {
  test('passes a confirmed order that was charged its price', () => {
    expect(find(confirmed, paid, charged)).toMatchObject({ verdict: 'pass', observed: '1 order, 1 charge' });
  });

  test('passes a cancelled order that was refunded, and a free one', () => {
    const state = 'refunded' as const;
    const rows = [
      { ...confirmed, state: 'cancelled' as const },
      { ...paid, state },
      { ...charged, state },
    ];
    expect(find(...rows).verdict).toBe('pass');
    const free = findingOf(money, { rows: [{ ...confirmed, amount: 0 }] });
    expect(free.verdict).toBe('pass');
  });

  test.each<[string, LedgerRow[]]>([
    ['is confirmed, and was never charged', [confirmed]],
    ['is confirmed, and was never charged', [confirmed, { ...paid, state: 'unknown' }]],
    ['costs 60, and 50 was charged', [{ ...confirmed, amount: 60 }, paid, charged]],
    ['is cancelled, yet 50 was charged', [{ ...confirmed, state: 'cancelled' }, paid, charged]],
    ['is expired, yet 50 was charged', [{ ...confirmed, state: 'expired' }, paid, charged]],
    ['is absent, yet 50 was charged', [paid, charged]],
    [
      'was told 50, and 70 was charged',
      [
        { ...confirmed, amount: 70 },
        { ...paid, amount: 70 },
        { ...charged, amount: 70 },
      ],
    ],
    ['names no charge of the provider', [confirmed, { ...paid, reference: null }]],
    ['the provider knows no charge pay-1', [confirmed, paid]],
    ['charge pay-1 of 40', [confirmed, paid, { ...charged, amount: 40 }]],
    ['charge pay-1 is refunded', [confirmed, paid, { ...charged, state: 'refunded' }]],
    ['no payment of ours knows of it', [charge({ key: 'pay-9' })]],
    ['keeps 50 of it', [{ ...confirmed, state: 'expired' }, { ...paid, state: 'unknown' }, charged]],
    ['charged key pay-1 twice', [confirmed, paid, charged, charged]],
    ['2 payments name one charge', [confirmed, paid, payment({ order: '2', reference: 'pay-1' }), charged]],
  ])('fails when: %s', (what, rows) => {
    const finding = find(...rows);
    expect(finding.verdict).toBe('fail');
    expect(finding.evidence.map((each) => each.what).join(' ')).toContain(what);
    expect(finding.evidence[0]?.subject).toMatch(/^(order|charge) /);
  });

  test('accepts a payment in doubt of which the provider keeps nothing', () => {
    const pending = { ...confirmed, state: 'expired' as const };
    const doubt = { ...paid, state: 'unknown' as const };
    const operations = [lost('ann', 'book', 'A1', [0, 10], { order: '1' })];
    for (const rows of [
      [pending, doubt],
      [pending, doubt, { ...charged, state: 'refunded' as const }],
    ]) {
      expect(findingOf(money, { operations, rows }).verdict).toBe('pass');
    }
  });

  describe('with the price list', () => {
    const prices = { usual: 50, others: { B1: 80 } };
    const check = (of: Partial<typeof confirmed>, client = seatClient) => {
      const ordered = { ...confirmed, ...of };
      const amount = ordered.amount ?? 50;
      const rows = [ordered, { ...paid, amount }];
      const partition = { key: 'order 1', operations: [], rows };
      const sale = { client, foundBefore: new Set<string>(), prices };
      return money.check(partition, sale).violations.map(({ what }) => what);
    };

    test('an order amounts to what its seats cost', () => {
      expect(check({})).toEqual([]);
      expect(check({ resources: ['A1', 'B1'], amount: 130 })).toEqual([]);
      expect(check({ resources: ['A1', 'B1'], amount: 100 })).toEqual([
        'Order 1 amounts to 100, and what is in it costs 130.',
      ]);
    });

    test('and not by a quantity, where seats are sold', () => {
      expect(check({ quantity: 2 })).toEqual([]);
      expect(check({ quantity: 2, amount: 100 })).toHaveLength(1);
    });

    test('and of a pool, by its units', () => {
      const gate = { resources: ['gate'], quantity: 3 };
      expect(check({ ...gate, amount: 150 }, poolClient)).toEqual([]);
      expect(check({ ...gate, amount: 50 }, poolClient)).toHaveLength(1);
    });
  });

  test('cannot tell of an order without an amount, but for what is wrong with it all the same', () => {
    const unpriced = { ...confirmed, amount: null };
    expect(find(unpriced, paid, charged)).toMatchObject({
      verdict: 'unknown',
      observed: expect.stringContaining('1 case that cannot be decided'),
    });
    expect(find(unpriced).verdict).toBe('fail');
    expect(find({ ...unpriced, state: 'cancelled' }).verdict).toBe('pass');
  });

  test('passes over what was found before', () => {
    const before = [{ ...confirmed, id: '0', amount: 60 }, payment({ order: '0' })];
    const rows = [...before, confirmed, paid, charged];
    expect(findingOf(money, { rows, foundBefore: ['0'] }).verdict).toBe('pass');
  });

  test('accuses no charge of an order that may be among the lines a cut ledger lost', () => {
    const rows = [paid, charged];
    expect(findingOf(money, { operations: [booked], rows }).verdict).toBe('fail');
    const cut = findingOf(money, { operations: [booked], rows, ledgerIsWhole: false });
    expect(cut).toMatchObject({
      verdict: 'unknown',
      observed: expect.stringContaining('1 violation that missing evidence may explain'),
      evidence: [{ subject: 'order 1' }],
    });
    const cancelled = [{ ...confirmed, state: 'cancelled' as const }, ...rows];
    expect(findingOf(money, { rows: cancelled, ledgerIsWhole: false }).verdict).toBe('fail');
  });

  test('cannot tell from a cut ledger, or one without charges', () => {
    expect(findingOf(money, { rows: [confirmed], ledgerIsWhole: false }).verdict).toBe('unknown');
    const client = { ...seatClient, ledger: ['order', 'payment'] as ('order' | 'payment')[] };
    const finding = findingOf(money, { rows: [confirmed, paid], client });
    expect(finding).toMatchObject({
      verdict: 'unknown',
      observed: expect.stringContaining('no ledger of charges'),
    });
  });

  test('is unknown without orders or charges', () => {
    expect(findingOf(money, { operations: [booked] }).verdict).toBe('unknown');
  });
});
