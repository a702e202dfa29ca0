import type { LedgerOrder, LedgerStock } from '../evidence/ledger.ts';
import { acknowledgedBookings, type Booking, liveOrders, operationsOf } from './bookings.ts';
import { type Checker, mayHaveHappened, type Partition, type Sale, type Violation } from './checker.ts';
import { byResource } from './partition/partitioning.ts';
import { counted } from './wording.ts';

/**
 * Nothing is sold that is not there, and the stock and the orders agree on what is sold. Selling *less* is no
 * violation: see the finding `sold-out-reached`. Orders found before the load count as sold, for the stock
 * holds them too.
 */
export const noOversell: Checker = {
  id: 'no-oversell',
  expected: 'sold ≤ total, available + held + sold = total, and sold = live orders, for every seat or pool',
  partitioning: byResource,
  reads: { operations: { book: ['ok', 'info'], cancel: mayHaveHappened }, ledger: ['order', 'stock'] },
  needsLedger: ['stock', 'order'],
  applies: () => true,
  check(partition, sale) {
    const stocks = partition.rows.filter((row) => row.kind === 'stock');
    const [stock] = stocks;
    const sales: Sales = {
      live: liveOrders(partition.rows),
      kept: mostAtOnce(acknowledgedBookings(partition.operations)),
    };
    const noun = sale.client.sells;
    if (stock === undefined) return { violations: notInStock(partition, sales, sale), examined: {} };
    if (stocks.length > 1) {
      const what = `The ledger has ${stocks.length} stock rows of ${partition.key}: which one holds?`;
      const undecided = [violation(partition, { what, rows: stocks })];
      return { violations: [], undecided, examined: { [noun]: 1 } };
    }
    const wrong = [...unbalanced(partition, stock), ...oversold(partition, stock, sales)];
    return {
      violations: wrong.length > 0 ? wrong : disagreeing(partition, stock, sales),
      examined: { [noun]: 1, 'ledger booking': sales.live.length },
    };
  },
};

interface Sales {
  live: LedgerOrder[];
  /** Acknowledged, and certainly live together: when there were most of them. */
  kept: Booking[];
}

const unitsIn = ({ operation }: Booking) => operation.value.quantity ?? 1;

/** The bookings that were certainly live at the instant at which they had most units. */
function mostAtOnce(bookings: readonly Booking[]): Booking[] {
  const lasting = bookings.filter(({ from, until }) => until > from);
  // What ends at an instant makes room for what begins at it.
  const changes = lasting
    .flatMap((booking) => [
      { at: booking.from, units: unitsIn(booking) },
      { at: booking.until, units: -unitsIn(booking) },
    ])
    .sort((a, b) => a.at - b.at || a.units - b.units);
  let live = 0;
  let most = { units: 0, at: 0 };
  for (const { at, units } of changes) {
    live += units;
    if (live > most.units) most = { units: live, at };
  }
  return lasting.filter(({ from, until }) => from <= most.at && most.at < until);
}

function unbalanced(partition: Partition, stock: LedgerStock): Violation[] {
  const { total, available, held, sold } = stock;
  const sum = available + held + sold;
  const counts = `available ${available}, held ${held}, sold ${sold}, total ${total}`;
  if (sold > total) {
    return [
      violation(partition, { what: `${partition.key} sold more than there is: ${counts}.`, rows: [stock] }),
    ];
  }
  if (sum === total && available >= 0 && held >= 0 && sold >= 0) return [];
  const what = `The stock of ${partition.key} does not add up to its total: ${counts}.`;
  return [violation(partition, { what, rows: [stock] })];
}

/** What the stock has as sold are the units of live orders, no more and no fewer. */
function disagreeing(partition: Partition, stock: LedgerStock, { live }: Sales): Violation[] {
  const units = unitsOf(live);
  if (units === stock.sold) return [];
  const rows = [stock, ...live];
  const said = `${partition.key}: ${stock.sold} sold in the stock, ${units} in live orders`;
  // An order that is missing may be among lines that were lost; one that is there needs no other line.
  return units < stock.sold
    ? [violation(partition, { what: `${said}: sold to nobody.`, rows, absentFrom: ['ledger'] })]
    : [violation(partition, { what: `${said}: booked, but not in the stock.`, rows })];
}

function unitsOf(live: readonly LedgerOrder[]): number {
  return live.reduce((sum, order) => sum + (order.quantity ?? 1), 0);
}

function oversold(partition: Partition, stock: LedgerStock, { live, kept }: Sales): Violation[] {
  const units = unitsOf(live);
  if (units > stock.total) {
    const what = `${counted(units, 'unit')} of ${partition.key} are booked in the ledger, of ${stock.total}.`;
    return [
      violation(partition, {
        what,
        rows: [stock, ...live],
        operations: operationsOf(live, partition.operations),
      }),
    ];
  }
  const promised = kept.reduce((sum, booking) => sum + unitsIn(booking), 0);
  if (promised <= stock.total) return [];
  const what = `${counted(promised, 'unit')} of ${partition.key} were acknowledged and not cancelled at a time, of ${stock.total}.`;
  const operations = kept.map(({ operation }) => operation);
  return [violation(partition, { what, rows: [stock], operations, absentFrom: ['history'] })];
}

function notInStock(partition: Partition, { live, kept }: Sales, sale: Sale): Violation[] {
  const rows = live.filter((order) => !sale.foundBefore.has(order.id));
  if (rows.length + kept.length === 0) return [];
  const what = `${partition.key} was sold, and is not in the stock.`;
  const operations = kept.map(({ operation }) => operation);
  return [violation(partition, { what, rows, operations, absentFrom: ['ledger', 'history'] })];
}

function violation(partition: Partition, of: Pick<Violation, 'what'> & Partial<Violation>): Violation {
  return { subject: partition.key, operations: [], rows: [], absentFrom: [], ...of };
}
