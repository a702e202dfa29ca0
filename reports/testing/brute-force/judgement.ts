import type { Operation } from '../../evidence/history.ts';
import type { LedgerCharge, LedgerOrder, LedgerPayment } from '../../evidence/ledger.ts';
import { numbered } from '../literal.ts';
import type { Played } from '../model/play.ts';
import { attemptsOf } from './attempts.ts';
import { canHaveBeenBooked, canHaveLeft } from './bookings.ts';
import { canBeExplained, canBeFromKeys, keysSuffice } from './explanations.ts';
import { canBeInOneHand, canHaveRested } from './hands.ts';
import { settled } from './payments.ts';

interface Seen extends Omit<Played, 'operations'> {
  operations: Operation[];
  orders: LedgerOrder[];
  /** What came to be under the load. */
  fresh: LedgerOrder[];
}

const ends = settled();

/** Whether some legal run has this evidence, as far as the finding of that name looks, found by trying all. */
export function isSound(finding: string, run: Played): boolean {
  const operations = numbered(run.operations).sort((a, b) => a.index - b.index);
  const orders = run.rows.filter((row) => row.kind === 'order');
  const fresh = orders.filter(({ id }) => !run.foundBefore.includes(id));
  const decide = deciders[finding];
  if (decide === undefined) throw new Error(`nobody decides ${finding} by trying`);
  return decide({ ...run, operations, orders, fresh });
}

const buyersOf = ({ operations, fresh }: Seen) =>
  new Set([...operations.map(({ process }) => process), ...fresh.map(({ buyer }) => buyer)]);
const resourcesOf = ({ operations, orders }: Seen) =>
  new Set([...operations.flatMap(({ key }) => key), ...orders.flatMap(({ resources }) => resources)]);
const ofBuyer = (seen: Seen, buyer: string) => ({
  rows: seen.fresh.filter((row) => row.buyer === buyer),
  own: seen.operations.filter(({ process }) => process === buyer),
});
const on = (seen: Seen, resource: string) => ({
  operations: seen.operations.filter(({ key }) => key.includes(resource)),
  live: seen.orders.filter(({ resources, state }) => state === 'confirmed' && resources.includes(resource)),
});

const deciders: Readonly<Record<string, (seen: Seen) => boolean>> = {
  'no-double-booking': (seen) =>
    [...resourcesOf(seen)].every((seat) => {
      const { operations, live } = on(seen, seat);
      return live.length < 2 && canHaveBeenBooked(operations, 1);
    }),
  'no-oversell': (seen) =>
    seen.rows.every((row) => {
      if (row.kind !== 'stock') return true;
      const { operations, live } = on(seen, row.resource);
      const units = live.reduce((sum, { quantity }) => sum + (quantity ?? 1), 0);
      const adds = row.available + row.held + row.sold === row.total;
      return adds && row.available >= 0 && units === row.sold && canHaveBeenBooked(operations, row.total);
    }),
  'no-lost-booking': ({ operations, orders }) => {
    const attempts = attemptsOf(operations);
    const cancels = attempts.filter(({ f }) => f === 'cancel');
    const bookings = attempts.filter(({ f, ok }) => f === 'book' && ok !== null);
    return bookings.every((each) =>
      canHaveLeft(
        each,
        cancels,
        orders.find(({ id }) => id === each.ok?.value.order),
      ),
    );
  },
  'no-phantom': (seen) =>
    [...buyersOf(seen)].every((buyer) => {
      const { rows, own } = ofBuyer(seen, buyer);
      const live = rows.filter(({ state }) => state === 'confirmed' || state === 'pending');
      return canBeExplained(live, own, { sells: seen.client.sells, eachOnce: false });
    }),
  'hold-exclusive': (seen) =>
    [...resourcesOf(seen)].every((seat) => {
      const { operations } = on(seen, seat);
      const byBuyer = [...Map.groupBy(operations, ({ process }) => process).values()];
      const rests = (own: Operation[]) =>
        attemptsOf(own).every((each) => each.f !== 'book' || each.ok === null || canHaveRested(each, own));
      return canBeInOneHand(operations) && byBuyer.every(rests);
    }),
  idempotent: (seen) =>
    [...buyersOf(seen)].every((buyer) => {
      const { rows, own } = ofBuyer(seen, buyer);
      const sent = own.filter(({ f }) => f === (seen.client.operations.includes('order') ? 'order' : 'book'));
      const answered = own.filter(({ f }) => f === 'order' || f === 'book');
      return canBeFromKeys([], answered) && canBeFromKeys(rows, []) && keysSuffice(rows, sent);
    }),
  money: isPaidFor,
};

function isPaidFor(seen: Seen): boolean {
  const { rows, fresh, foundBefore } = seen;
  const payments = rows
    .filter((row) => row.kind === 'payment')
    .filter(({ order }) => !foundBefore.includes(order));
  const charges = rows.filter((row) => row.kind === 'charge');
  const isOurs = ({ key, state }: LedgerCharge) =>
    state === 'refunded' || payments.some(({ reference }) => reference === key);
  const isOfAnOrder = ({ order, state }: LedgerPayment) =>
    state !== 'charged' || fresh.some(({ id }) => id === order);
  return (
    charges.every(isOurs) &&
    payments.every(isOfAnOrder) &&
    fresh.every((order) => {
      const own = payments.filter((payment) => payment.order === order.id);
      return isSettled(order, { own, charges, due: duesOf(order, seen) });
    })
  );
}

/** What has to have been charged, by every word there is of it. */
function duesOf(
  { id, amount, resources, quantity = 1 }: LedgerOrder,
  { operations, prices }: Seen,
): (number | null)[] {
  const others: Readonly<Record<string, number>> = prices.others;
  const list = resources.reduce((sum, resource) => sum + (others[resource] ?? prices.usual), 0) * quantity;
  const told = operations.find(
    ({ f, outcome, value }) => f === 'book' && outcome === 'ok' && value.order === id,
  );
  return [amount, list, told?.value.amount ?? amount];
}

function isSettled(
  { state }: LedgerOrder,
  { own, charges, due }: { own: LedgerPayment[]; charges: LedgerCharge[]; due: (number | null)[] },
): boolean {
  // Payments that were given up stand beside the one that counts.
  if (state === 'confirmed' && own.filter((each) => each.state === 'charged').length !== 1) return false;
  return own.every((payment) => {
    const its = charges.filter(({ key }) => key === payment.reference);
    if (its.length > 1) return false;
    const counts = payment.state === 'charged';
    const of = state === 'confirmed' && !counts ? 'cancelled' : state;
    if (!ends.has([of, payment.state, its[0]?.state ?? null].join(' '))) return false;
    if (payment.state === 'unknown') return true;
    return [its[0]?.amount, ...(counts ? due : [])].every((sum) => sum === payment.amount);
  });
}
