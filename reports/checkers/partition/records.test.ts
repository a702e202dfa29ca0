import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Operation } from '../../evidence/history.ts';
import { LedgerCharge, LedgerOrder, LedgerPayment, type LedgerRow } from '../../evidence/ledger.ts';
import { KeptOperation } from './operation-record.ts';
import { RecordPages } from './record-pages.ts';
import { Records } from './records.ts';
import { SpillFile } from './spill-file.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'onsale-test-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', 'é', 'x'.repeat(253), 'x'.repeat(254), 'é'.repeat(400)),
);
const textOrNull = fc.option(text, { nil: null });
const whole = fc.maxSafeInteger();
const line = fc.nat();
const count = fc.nat();

const operation: fc.Arbitrary<Operation> = fc.record({
  index: line,
  endIndex: fc.option(line, { nil: null }),
  process: text,
  f: fc.constantFrom('hold', 'release', 'order', 'book', 'cancel', 'view', 'fault'),
  key: fc.array(text, { maxLength: 4 }),
  idempotencyKey: textOrNull,
  invoked: whole,
  ended: fc.option(whole, { nil: null }),
  outcome: fc.constantFrom('ok', 'fail', 'info'),
  error: textOrNull,
  value: fc.record(
    {
      quantity: fc.double({ noNaN: true }),
      ttlMs: whole,
      order: text,
      amount: fc.constantFrom(0, -0, 9_900, Infinity),
      refunded: whole,
      position: count,
      sequence: whole,
      epoch: count,
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
});

const row: fc.Arbitrary<LedgerRow> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('order' as const),
      id: text,
      buyer: text,
      resources: fc.array(text, { maxLength: 4 }),
      quantity: fc.integer({ min: 1 }),
      state: fc.constantFrom(...LedgerOrder.shape.state.options),
      amount: fc.option(whole, { nil: null }),
      idempotencyKey: textOrNull,
      created: textOrNull,
    },
    {
      requiredKeys: ['kind', 'id', 'buyer', 'resources', 'state', 'amount', 'idempotencyKey', 'created'],
      noNullPrototype: true,
    },
  ),
  fc.record({
    kind: fc.constant('stock' as const),
    resource: text,
    total: count,
    available: whole,
    held: whole,
    sold: whole,
  }),
  fc.record({
    kind: fc.constant('payment' as const),
    order: text,
    amount: whole,
    state: fc.constantFrom(...LedgerPayment.shape.state.options),
    reference: textOrNull,
  }),
  fc.record({
    kind: fc.constant('charge' as const),
    key: text,
    amount: whole,
    state: fc.constantFrom(...LedgerCharge.shape.state.options),
  }),
);

/** What stands at some places, with nothing left to be read. */
function readAll({ pages, file }: Records, places: readonly number[]): (Operation | LedgerRow)[] {
  const kept = new RecordPages(pages, file);
  return places.map((place) => {
    const record = kept.read(place);
    return record instanceof KeptOperation ? record.plain() : record;
  });
}

test('whatever is kept comes back as it was', () => {
  using spill = new SpillFile(parent);
  const records = new Records(spill);
  fc.assert(
    fc.property(fc.array(fc.oneof(operation, row), { maxLength: 5 }), (items) => {
      const places = items.map((item) => records.add(item));
      expect(readAll(records, places)).toEqual(items.map((item) => ({ ...item })));
    }),
  );
});

test('each text of an operation can be asked for alone', () => {
  using spill = new SpillFile(parent);
  const records = new Records(spill);
  fc.assert(
    fc.property(
      operation,
      fc.constantFrom('error', 'key', 'idempotencyKey', 'value', 'process'),
      (item, name) => {
        const kept = new RecordPages(records.pages, records.file).read(records.add(item)) as Operation;
        expect(kept[name]).toEqual(item[name]);
      },
    ),
  );
});

test('what goes to disk comes back as it was, and leaves no file, even while it is in use', () => {
  using spill = new SpillFile(parent);
  const records = new Records(spill, 1);
  const items = Array.from({ length: 200 }, (_, nth): LedgerRow => {
    const key = `${nth} ${'x'.repeat(nth % 50 === 0 ? 300_000 : 5_000)}`;
    return { kind: 'charge', key, amount: nth, state: 'charged' };
  });
  const places = items.map((item) => records.add(item));
  expect(readAll(records, places)).toEqual(items);
  expect(readAll(records, places.slice(0, 1))).toEqual([items[0]]);
  expect(records.pages.filter(({ bytes }) => bytes === null).length).toBeGreaterThan(3);
  expect(readdirSync(parent)).toEqual([]);
});
