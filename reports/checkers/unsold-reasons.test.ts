import { expect, test } from 'vitest';
import type { LedgerRow } from '../evidence/ledger.ts';
import { numbered, ok, order, refused, seatClient, stock } from '../testing/literal.ts';
import { recordWith } from '../testing/record.ts';
import { SoldOut } from './sold-out.ts';

interface Of {
  persistent?: boolean;
  client?: typeof seatClient;
  inventory?: number;
}

/** B1 is sold to zoe; the rest is what a test adds. Operations come in the order of their ends. */
function found(operations: Parameters<typeof numbered>[0], rows: readonly LedgerRow[], of: Of = {}): string {
  const { persistent = false, client = seatClient, inventory = 2 } = of;
  const record = recordWith({ buyers: 1, inventory, client });
  record.scenario.options = { persistent };
  const soldOut = new SoldOut(record);
  const all = [
    ok('zoe', 'hold', 'B1', [0, 5], { ttlMs: 300_000 }),
    ok('zoe', 'book', 'B1', [6, 9], { order: '9' }),
    ...operations,
  ];
  for (const operation of numbered(all.toSorted((a, b) => (a.ended ?? Infinity) - (b.ended ?? Infinity)))) {
    soldOut.operation(operation);
  }
  const zoes = order({ id: '9', buyer: 'zoe', resources: ['B1'] });
  for (const row of client.ledger.includes('stock') ? [zoes, stock('B1'), ...rows] : [zoes]) soldOut.row(row);
  return soldOut.finding(true).verdict;
}

const unsold = stock('A1', { available: 1, sold: 0 });
const expired = { error: 'expired' };

test('an order that renews a hold explains who was refused before it was answered', () => {
  const operations = [
    ok('ann', 'hold', 'A1', [0, 10], { ttlMs: 100 }),
    ok('ann', 'order', 'A1', [100, 150], { order: '1' }),
    refused('bob', 'hold', 'A1', [120, 130]),
    { ...refused('ann', 'book', 'A1', [400, 410]), ...expired },
  ];
  expect(found(operations, [unsold])).toBe('pass');
});

test('who was told that it is not theirs does not have it any more', () => {
  const operations = [
    ok('ann', 'hold', 'A1', [0, 10], { ttlMs: 300_000 }),
    ok('bob', 'hold', 'A1', [19, 30], { ttlMs: 300_000 }),
    refused('ann', 'order', 'A1', [20, 29]),
    refused('bob', 'order', 'A1', [40, 50]),
    refused('cat', 'hold', 'A1', [60, 70]),
  ];
  expect(found(operations, [unsold])).toBe('fail');
});

test('a refused replay of what was booked takes nothing away', () => {
  const operations = [refused('zoe', 'book', 'B1', [20, 30]), refused('ann', 'hold', 'B1', [40, 50])];
  expect(found(operations, [], { inventory: 1 })).toBe('pass');
});

test.each(['taken', 'sold-out', 'busy', 'not-on-sale', 'other: closed'])(
  'who goes on until nothing is left, and left on «%s» while a seat was free, was sent away',
  (error) => {
    const left = { ...refused('ann', 'hold', 'B1', [10, 20]), error };
    expect(found([left], [unsold], { persistent: true })).toBe('unknown');
    expect(found([left], [], { persistent: true, inventory: 1 })).toBe('pass');
  },
);

test('seats that nobody asked for and nobody lists were free all along', () => {
  const client = { ...seatClient, ledger: ['order' as const] };
  const operations = [refused('ann', 'hold', 'B1', [10, 20])];
  expect(found(operations, [], { persistent: true, client, inventory: 20 })).toBe('unknown');
  expect(found(operations, [], { persistent: true, client, inventory: 1 })).toBe('pass');
});
