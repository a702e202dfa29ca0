import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LedgerRow } from './ledger.ts';
import { plainRow } from './ledger-rows.ts';

const odd = fc.constantFrom<unknown>(
  null,
  undefined,
  '',
  'A1',
  0,
  -0,
  -1,
  1.5,
  2 ** 53,
  true,
  [],
  ['A1', 1],
  {},
);
const text = fc.oneof({ weight: 9, arbitrary: fc.string({ maxLength: 3 }) }, odd);
const whole = fc.oneof({ weight: 9, arbitrary: fc.nat(3) }, odd);
const state = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('confirmed', 'pending', 'charged', 'refunded', 'unknown') },
  odd,
);
const kind = fc.constantFrom<unknown>('order', 'stock', 'payment', 'charge', 'odour', null);
const row = fc
  .record(
    {
      kind,
      id: text,
      buyer: text,
      resources: fc.oneof({ weight: 9, arbitrary: fc.array(text, { maxLength: 2 }) }, odd),
      quantity: whole,
      state,
      amount: whole,
      idempotencyKey: text,
      created: text,
      order: text,
      reference: text,
      key: text,
      resource: text,
      total: whole,
      available: whole,
      held: whole,
      sold: whole,
      more: odd,
    },
    { noNullPrototype: true },
  )
  .chain((each) => fc.subarray(Object.keys(each), { minLength: 16 }).map((keys) => picked(each, keys)));

function picked(each: object, keys: readonly string[]): unknown {
  const entries = Object.entries(each).filter(([key]) => keys.includes(key));
  return JSON.parse(JSON.stringify(Object.fromEntries(entries)));
}

test('a row that is told sooner is what the schema gives, in its order', () => {
  let told = 0;
  fc.assert(
    fc.property(row, (json) => {
      const plain = plainRow(json);
      if (plain === null) return;
      told++;
      expect(JSON.stringify(plain)).toBe(JSON.stringify(LedgerRow.parse(json)));
    }),
    { numRuns: 2_000 },
  );
  expect(told).toBeGreaterThan(50);
});

test.each([
  '{"kind":"order","id":"1","buyer":"9","resources":["7"],"state":"confirmed","amount":9,"idempotencyKey":"k","created":"c"}',
  '{"kind":"stock","resource":"7","total":1,"available":0,"held":0,"sold":1}',
  '{"kind":"payment","order":"4","amount":9900,"state":"charged","reference":"r"}',
  '{"kind":"charge","key":"a","amount":9900,"state":"charged"}',
  'null',
  '[]',
  '{"kind":"order"}',
])('%s', (line) => {
  const json = JSON.parse(line);
  expect(plainRow(json)).toEqual(LedgerRow.safeParse(json).data ?? null);
});
