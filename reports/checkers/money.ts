import type { LedgerCharge, LedgerOrder, LedgerPayment } from '../evidence/ledger.ts';
import { type Checker, mayHaveHappened, type Partition, type Sale, type Violation } from './checker.ts';
import { byOrderOrCharge } from './partition/partitioning.ts';

/**
 * What was charged is the price of what was booked, less what was given back, and our ledger and the payment
 * provider's say the same. Amounts are in minor units. A payment of unknown state is no fault by itself: it
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

/** What was booked against what we say was paid for it. */
function ofOrder(partition: Partition, sale: Sale): Examined {
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
  const price = priceOf(order, partition);
  if (price === 0 && charged === 0) return { violations: [], examined };
  if (paid.length === 0) {
    return wrong(`Order ${id} is confirmed, and was never charged.`, ['ledger']);
  }
  if (price !== null && price !== charged) {
    return wrong(`Order ${id} costs ${price}, and ${charged} was charged for it.`, ['ledger']);
  }
  const told = partition.operations.find(
    ({ f, outcome, value }) => f === 'book' && outcome === 'ok' && value.amount !== undefined,
  )?.value.amount;
  if (told !== undefined && told !== charged) {
    return wrong(`The buyer of order ${id} was told ${told}, and ${charged} was charged.`, ['ledger']);
  }
  return { violations: [], examined };
}

function priceOf(order: LedgerOrder, { operations }: Partition): number | null {
  return order.amount ?? operations.find(({ f }) => f === 'book')?.value.amount ?? null;
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
