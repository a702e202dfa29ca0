import { expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { lost, ok, order, poolClient, refused, seatClient } from '../testing/literal.ts';
import { idempotent } from './idempotent.ts';

const key = 'ann-order-A1';
const lostOrder = lost('ann', 'order', 'A1', [0, 10]);
const ordered = (id: string) => ok('ann', 'order', 'A1', [20, 30], { order: id });

test('passes tries with one key and one effect', () => {
  const rows = [order({ id: '1', buyer: 'ann', idempotencyKey: key })];
  const finding = findingOf(idempotent, { operations: [lostOrder, ordered('1')], rows });
  expect(finding).toMatchObject({ verdict: 'pass', observed: '1 idempotency key, 1 repeated key' });
});

test('fails one key answered with two orders', () => {
  const operations = [ok('ann', 'order', 'A1', [0, 10], { order: '1' }), ordered('2')];
  const finding = findingOf(idempotent, { operations });
  expect(finding.verdict).toBe('fail');
  expect(finding.evidence[0]).toMatchObject({ subject: key, operations: [{ index: 0 }, { index: 2 }] });
});

test('fails one key on two rows', () => {
  const rows = ['1', '2'].map((id) => order({ id, buyer: 'ann', idempotencyKey: key }));
  const finding = findingOf(idempotent, { operations: [lostOrder, ordered('2')], rows });
  expect(finding.verdict).toBe('fail');
  expect(finding.evidence[0]?.ledger).toHaveLength(2);
});

test('takes two rows of one order for one effect of its key', () => {
  const row = order({ id: '1', buyer: 'ann', idempotencyKey: key });
  const finding = findingOf(idempotent, { operations: [lostOrder, ordered('1')], rows: [row, row] });
  expect(finding).toMatchObject({ verdict: 'pass', evidence: [] });
});

test('lets two buyers use the same key', () => {
  const rows = ['ann', 'bob'].map((buyer) => order({ id: buyer, buyer, idempotencyKey: 'k' }));
  expect(findingOf(idempotent, { operations: [lostOrder, ordered('ann')], rows }).verdict).toBe('pass');
});

test('fails more live orders than keys, where the shop keeps none', () => {
  const rows = ['1', '2'].map((id) => order({ id, buyer: 'ann' }));
  const operations = [lost('ann', 'book', 'A1', [0, 10]), ok('ann', 'book', 'A1', [20, 30], { order: '2' })];
  const finding = findingOf(idempotent, { operations, rows, client: poolClient });
  expect(finding.evidence[0]?.what).toBe('ann has 2 live orders from 1 key.');
  expect(finding.verdict).toBe('fail');
  const cut = findingOf(idempotent, { operations, rows, client: poolClient, historyIsWhole: false });
  expect(cut.verdict).toBe('unknown');
  const before = findingOf(idempotent, { operations, rows, client: poolClient, foundBefore: ['1'] });
  expect(before.verdict).toBe('pass');
});

test('does not count cancelled orders, or tries that were refused', () => {
  const rows = [order({ id: '1', buyer: 'ann', state: 'cancelled' }), order({ id: '2', buyer: 'ann' })];
  const operations = [refused('ann', 'order', 'A1', [0, 10]), lostOrder, ordered('2')];
  expect(findingOf(idempotent, { operations, rows }).verdict).toBe('pass');
});

test('is unknown when nothing was sent twice', () => {
  const rows = [order({ id: '1', buyer: 'ann', idempotencyKey: key })];
  const again = refused('ann', 'order', 'A1', [40, 50]);
  for (const operations of [[ordered('1')], [again, ordered('1')]]) {
    expect(findingOf(idempotent, { operations, rows })).toMatchObject({
      verdict: 'unknown',
      observed: expect.stringContaining('nothing was sent twice'),
    });
  }
});

test('says nothing of an API that promises nothing, and of promised operations alone', () => {
  expect(idempotent.applies({ ...seatClient, idempotent: [] })).toBe(false);
  expect(idempotent.applies({ ...seatClient, idempotent: ['book'] })).toBe(true);
  const rows = ['1', '2'].map((id) => order({ id, buyer: 'ann', idempotencyKey: key }));
  const operations = [ok('ann', 'order', 'A1', [0, 10], { order: '1' }), ordered('2')];
  const client = { ...seatClient, idempotent: ['book'] };
  expect(findingOf(idempotent, { operations, rows, client }).verdict).toBe('unknown');
});

test('is unknown without a key to examine', () => {
  expect(findingOf(idempotent, {}).verdict).toBe('unknown');
});
