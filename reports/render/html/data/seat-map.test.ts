import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../evidence/history.ts';
import type { LedgerRow } from '../../../evidence/ledger.ts';
import { seatStates } from './page-data.ts';
import { SeatMapBuilder } from './seat-map.ts';

const window = { zeroNs: 0, toNs: 1e9, zero: 'the run began' };
let line = 0;
const operation = (process: string, f: Operation['f'], outcome: Operation['outcome'], at = 1): Operation => ({
  index: line++,
  endIndex: line,
  process,
  f,
  key: ['A-1'],
  idempotencyKey: null,
  invoked: at * 1e6,
  ended: outcome === 'info' ? null : (at + 10) * 1e6,
  outcome,
  error: null,
  value: f === 'hold' ? {} : { order: `order-${process}` },
});
const order = (buyer: string): LedgerRow => ({
  kind: 'order',
  id: `order-${buyer}`,
  buyer,
  resources: ['A-1'],
  state: 'confirmed',
  amount: 1,
  idempotencyKey: null,
  created: null,
});
const stock = (resource: string): LedgerRow => ({
  kind: 'stock',
  resource,
  total: 1,
  available: 1,
  held: 0,
  sold: 0,
});

function mapOf(operations: readonly Operation[], rows: readonly LedgerRow[], ledgerTells = true) {
  const builder = new SeatMapBuilder({ window, claim: 'hold', named: new Set(), ledgerTells });
  for (const each of operations) builder.addOperation(each);
  for (const row of rows) builder.addLedgerRow(row);
  return builder.build();
}

const stateOf = (...evidence: Parameters<typeof mapOf>) => seatStates[Number(mapOf(...evidence)?.states)];

describe('the state of a seat', () => {
  const ann = operation('ann', 'book', 'ok');
  const bob = operation('bob', 'book', 'ok');
  it('is sold when one booking was acknowledged and is in the ledger', () =>
    expect(stateOf([ann], [order('ann')])).toBe('sold'));
  it('is sold when the answer was lost and the ledger has it', () =>
    expect(stateOf([operation('ann', 'book', 'info')], [order('ann')])).toBe('sold'));
  it('is twice when two bookings were acknowledged', () =>
    expect(stateOf([ann, bob], [order('ann')])).toBe('twice'));
  it('is twice when the ledger has two', () =>
    expect(stateOf([ann], [order('ann'), order('bob')])).toBe('twice'));
  it('is sold when the first buyer cancelled before the second booked', () =>
    expect(stateOf([ann, operation('ann', 'cancel', 'ok'), bob], [order('bob')])).toBe('sold'));
  it('is lost when it was acknowledged and a whole ledger lacks it', () =>
    expect(stateOf([ann], [])).toBe('lost'));
  it('is sold when it was acknowledged and there is no whole ledger', () =>
    expect(stateOf([ann], [], false)).toBe('sold'));
  it('is unclear when an answer is missing and no whole ledger tells', () =>
    expect(stateOf([operation('ann', 'book', 'info')], [], false)).toBe('unclear'));
  it('is unsold when nobody tried', () => expect(stateOf([], [stock('A-1')])).toBe('unsold'));
});

it('counts rivals and tries, and where in the row the winner stood', () => {
  const map = mapOf(
    [
      operation('bob', 'hold', 'fail', 1),
      operation('bob', 'hold', 'fail', 5),
      operation('ann', 'hold', 'ok', 2),
      operation('ann', 'book', 'ok', 20),
    ],
    [order('ann')],
  );
  expect(map).toMatchObject({ rivals: [2], attempts: [3], owners: [['ann']], wonAt: [30], place: [2] });
});

it('orders seats as people count them', () => {
  expect(mapOf([], ['B-1', 'A-10', 'A-9'].map(stock))?.ids).toEqual(['A-9', 'A-10', 'B-1']);
});
