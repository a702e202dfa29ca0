import type { LedgerCharge, LedgerOrder, LedgerPayment } from '../evidence/ledger.ts';
import { type Checker, mayHaveHappened, type Partition, type Sale, type Violation } from './checker.ts';
import { byOrderOrCharge } from './partition/partitioning.ts';

/**
 * What was charged is the price of what was booked, less what was given back, and our ledger and the payment
 * provider's say the same. Where the price list is known, an order's amount is the sum of it. An order without
 * an amount cannot be decided. Amounts are in minor units. A payment of unknown state is no fault by itself: it
 * is one when the provider keeps the money.
 */
export const money: Checker = {
  id: 'money',
  expected: "charged = price of what was booked, less refunds; ours = the provider's ledger",
  partitioning: byOrderOrCharge,
  reads: {
    operations: { book: ['ok'], cancel: mayHaveHappened },
    ledger: ['order', 'payment', 'charge'],
  },
  needsLedger: ['order', 'payment', 'charge'],
  applies: () => true,
  check(partition, sale) {
    const isCharge = partition.key.startsWith('charge ');
    return isCharge ? ofCharge(partition, sale) : ofOrder(partition, sale);
  },
};

type Examined = ReturnType<Checker['check']>;

function ofOrder(partition: Partition, sale: Sale): Examined {
  const found = paidFor(partition, sale);
  const order = partition.rows.find((row) => row.kind === 'order');
  if (order?.state !== 'confirmed' || order.amount !== null || sale.foundBefore.has(order.id)) return found;
  if (found.violations.length > 0) return found;
  const what = `Order ${order.id} is confirmed, and the ledger knows no amount of it.`;
  const undecided = [{ subject: `order ${order.id}`, what, ...seen(partition), absentFrom: [] }];
  return { ...found, undecided };
}

/** What was booked against what we say was paid for it. */
function paidFor(partition: Partition, sale: Sale): Examined {
  const order = partition.rows.find((row) => row.kind === 'order');
  const payments = partition.rows.filter((row) => row.kind === 'payment');
  const id = partition.key.slice('order '.length);
  const examined = { order: order === undefined ? 0 : 1 };
  if (sale.foundBefore.has(id)) return { violations: [], examined: {} };
  const wrong = (what: string, absentFrom: Violation['absentFrom'] = []): Examined => ({
    violations: [{ subject: `order ${id}`, what, ...seen(partition), absentFrom }],
    examined,
  });
  const paid = payments.filter(({ state }) => state === 'charged');
  const charged = sum(paid);
  if (paid.some(({ reference }) => reference === null)) {
    return wrong(`A payment of order ${id} is charged, and names no charge of the provider.`);
  }
  if (order?.state !== 'confirmed') {
    if (charged === 0) return { violations: [], examined };
    const state = order === undefined ? 'absent' : order.state;
    return wrong(
      `Order ${id} is ${state}, yet ${charged} was charged for it and not refunded.`,
      order === undefined ? ['ledger'] : [],
    );
  }
  const list = listPriceOf(order, sale);
  if (list !== null && order.amount !== null && order.amount !== list) {
    return wrong(`Order ${id} amounts to ${order.amount}, and what is in it costs ${list}.`);
  }
  const price = order.amount ?? list ?? toldOf(partition);
  if (price === 0 && charged === 0) return { violations: [], examined };
  if (paid.length === 0) {
    return wrong(`Order ${id} is confirmed, and was never charged.`, ['ledger']);
  }
  if (price !== null && price !== charged) {
    return wrong(`Order ${id} costs ${price}, and ${charged} was charged for it.`, ['ledger']);
  }
  const told = toldOf(partition);
  if (told !== null && told !== charged) {
    return wrong(`The buyer of order ${id} was told ${told}, and ${charged} was charged.`, ['ledger']);
  }
  return { violations: [], examined };
}

/** Null where the price list is not known. */
function listPriceOf({ resources, quantity = 1 }: LedgerOrder, { client, prices }: Sale): number | null {
  if (prices == null) return null;
  const priceOf = (resource: string) => {
    const other = Object.hasOwn(prices.others, resource) ? prices.others[resource] : undefined;
    return other ?? prices.usual;
  };
  const units = client.sells === 'pool' ? quantity : 1;
  return resources.reduce((total, resource) => total + priceOf(resource), 0) * units;
}

/** What the buyer was told. */
function toldOf({ operations }: Partition): number | null {
  const told = operations.find(
    ({ f, outcome, value }) => f === 'book' && outcome === 'ok' && value.amount !== undefined,
  );
  return told?.value.amount ?? null;
}

/** Our word against the provider's. */
function ofCharge(partition: Partition, sale: Sale): Examined {
  const charges = partition.rows.filter((row) => row.kind === 'charge');
  const payments = partition.rows.filter((row) => row.kind === 'payment');
  const key = partition.key.slice('charge '.length);
  const examined = { charge: charges.length };
  if (payments.some(({ order }) => sale.foundBefore.has(order))) return { violations: [], examined: {} };
  const violation = (what: string, absentFrom: Violation['absentFrom']): Violation => ({
    subject: `charge ${key}`,
    what,
    ...seen(partition),
    absentFrom,
  });
  const [charge] = charges;
  const [payment] = payments;
  if (charges.length > 1) {
    return { violations: [violation(`The provider has charged key ${key} twice.`, [])], examined };
  }
  if (payments.length > 1) {
    const what = `${payments.length} payments name one charge, ${key}.`;
    return { violations: [violation(what, [])], examined };
  }
  const what = difference(charge, payment);
  const absent = charge === undefined || payment === undefined;
  return { violations: what === null ? [] : [violation(what, absent ? ['ledger'] : [])], examined };
}

function difference(charge: LedgerCharge | undefined, payment: LedgerPayment | undefined): string | null {
  if (payment === undefined) {
    if (charge === undefined || charge.state === 'refunded') return null;
    return `The provider charged ${charge.amount} by key ${charge.key}, and no payment of ours knows of it.`;
  }
  const ours = `The payment of order ${payment.order}`;
  if (charge === undefined) {
    if (payment.state === 'unknown') return null;
    return `${ours} is ${payment.state}, and the provider knows no charge ${payment.reference}.`;
  }
  if (payment.state === 'unknown') {
    if (charge.state === 'refunded') return null;
    return `${ours} is in doubt, and the provider keeps ${charge.amount} of it.`;
  }
  if (payment.state !== charge.state) {
    return `${ours} is ${payment.state}, and the provider's charge ${charge.key} is ${charge.state}.`;
  }
  if (payment.amount === charge.amount) return null;
  return `${ours} is of ${payment.amount}, and the provider's charge ${charge.key} of ${charge.amount}.`;
}

function seen({ operations, rows }: Partition): Pick<Violation, 'operations' | 'rows'> {
  return { operations, rows };
}

function sum(payments: readonly LedgerPayment[]): number {
  return payments.reduce((total, { amount }) => total + amount, 0);
}
