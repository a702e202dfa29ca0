import type { LedgerRow } from '../../evidence/ledger.ts';
import type { Played } from '../model/play.ts';
import { keptOrders, type Mutation, withRow } from './mutation.ts';

type Kind<K extends LedgerRow['kind']> = Extract<LedgerRow, { kind: K }>;

const rowsOf = <K extends LedgerRow['kind']>({ rows }: Played, kind: K): Kind<K>[] =>
  rows.filter((row): row is Kind<K> => row.kind === kind);

const eachRow =
  <Row extends LedgerRow>(
    rows: (run: Played) => readonly Row[],
    change: (row: Row) => readonly LedgerRow[],
  ) =>
  (run: Played): Played[] =>
    rows(run).map((row) => withRow(run, row, ...change(row)));

const charges = (run: Played) => rowsOf(run, 'charge').filter(({ state }) => state === 'charged');
const payments = (run: Played) => rowsOf(run, 'payment').filter(({ state }) => state === 'charged');
const stocks = (run: Played) => rowsOf(run, 'stock');
const refunds = (run: Played) => {
  const told = new Set(
    rowsOf(run, 'payment').flatMap((row) => (row.state === 'refunded' ? [row.reference] : [])),
  );
  return rowsOf(run, 'charge').filter(({ key, state }) => state === 'refunded' && told.has(key));
};
const cancelled = (run: Played) => {
  const told = new Set(
    run.operations.flatMap(({ f, outcome, value }) =>
      f === 'cancel' && outcome === 'ok' ? [value.order] : [],
    ),
  );
  return rowsOf(run, 'order').filter(({ id, state }) => state === 'cancelled' && told.has(id));
};

/** Every two of those, with what each has instead of its own. */
function swapped(run: Played, field: 'buyer' | 'resources'): Played[] {
  const orders = keptOrders(run);
  return orders.flatMap((one, nth) =>
    orders.slice(nth + 1).flatMap((other) => {
      if (JSON.stringify(one[field]) === JSON.stringify(other[field])) return [];
      const first = withRow(run, one, { ...one, [field]: other[field] });
      return [withRow(first, other, { ...other, [field]: one[field] })];
    }),
  );
}

const money = { finding: 'money', always: true };
const oversell = { finding: 'no-oversell', always: true };
const lost = { finding: 'no-lost-booking', always: true };

/** What may be wrong in a ledger. */
export const ledgerMutations: readonly Mutation[] = [
  { what: "an acknowledged booking's order is dropped", ...lost, of: eachRow(keptOrders, () => []) },
  { what: 'a charge is dropped', ...money, of: eachRow(charges, () => []) },
  { what: 'a payment is dropped', ...money, of: eachRow(payments, () => []) },
  {
    what: 'an order stands there twice, once as another buyer’s',
    ...oversell,
    of: eachRow(keptOrders, (row) => [row, { ...row, id: 'copy', buyer: 'eve' }]),
  },
  {
    what: 'a seat has two orders',
    finding: 'no-double-booking',
    always: true,
    of: (run) =>
      run.client.sells === 'seat'
        ? eachRow(keptOrders, (row) => [row, { ...row, id: 'copy', buyer: 'eve' }])(run)
        : [],
  },
  { what: 'a charge stands there twice', ...money, of: eachRow(charges, (row) => [row, row]) },
  { what: 'two orders swap owners', ...lost, of: (run) => swapped(run, 'buyer') },
  { what: 'two orders swap seats', ...lost, of: (run) => swapped(run, 'resources') },
  {
    what: 'an order has another owner',
    ...lost,
    of: eachRow(keptOrders, (row) => [{ ...row, buyer: 'eve' }]),
  },
  {
    what: 'an order is of somebody who asked for nothing',
    finding: 'no-phantom',
    always: true,
    of: eachRow(keptOrders, (row) => [{ ...row, buyer: 'eve' }]),
  },
  {
    what: 'a charge is of more',
    ...money,
    of: eachRow(charges, (row) => [{ ...row, amount: row.amount + 1 }]),
  },
  {
    what: 'a payment is of more',
    ...money,
    of: eachRow(payments, (row) => [{ ...row, amount: row.amount + 1 }]),
  },
  {
    what: 'a refund is of less',
    ...money,
    of: eachRow(refunds, (row) => [{ ...row, amount: row.amount - 1 }]),
  },
  { what: 'a refund never came', ...money, of: eachRow(refunds, (row) => [{ ...row, state: 'charged' }]) },
  {
    what: 'an order amounts to more',
    ...money,
    of: eachRow(keptOrders, (row) => [{ ...row, amount: (row.amount ?? 0) + 1 }]),
  },
  { what: 'one more is sold', ...oversell, of: eachRow(stocks, (row) => [{ ...row, sold: row.sold + 1 }]) },
  {
    what: 'one fewer is free',
    ...oversell,
    of: eachRow(stocks, (row) => [{ ...row, available: row.available - 1 }]),
  },
  {
    what: 'one is sold to nobody',
    ...oversell,
    of: eachRow(stocks, (row) => [{ ...row, sold: row.sold + 1, available: row.available - 1 }]),
  },
  {
    what: 'a cancelled order is live again',
    finding: 'no-phantom',
    always: true,
    of: eachRow(cancelled, (row) => [{ ...row, state: 'confirmed' }]),
  },
];
