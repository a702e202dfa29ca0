import type { Operation } from '../evidence/history.ts';
import type { LedgerOrder } from '../evidence/ledger.ts';
import { type Checker, mayHaveHappened, type Sale, type Violation } from './checker.ts';
import { byBuyer } from './partition/partitioning.ts';
import { counted, someOf } from './wording.ts';

/**
 * Tries with one key have one effect, where the API promises it. A key is its buyer's own, so all of a buyer's are looked at together:
 * where the ledger keeps no keys, more live orders than keys to make them with still show a second effect.
 */
export const idempotent: Checker = {
  id: 'idempotent',
  expected: 'every idempotency key of a buyer has at most one effect',
  partitioning: byBuyer,
  reads: { operations: { order: mayHaveHappened, book: mayHaveHappened }, ledger: ['order'] },
  needsLedger: ['order'],
  mustExamine: { noun: 'repeated key', otherwise: 'nothing was sent twice' },
  applies: (client) => client.idempotent.length > 0,
  check({ key: buyer, operations, rows }, sale) {
    const keyed = operations.filter(
      ({ f, idempotencyKey }) => isPromised(f, sale) && idempotencyKey !== null,
    );
    const byKey = Map.groupBy(keyed, ({ idempotencyKey }) => idempotencyKey ?? '');
    const orders = ordersOf(rows, sale);
    const violations = [
      ...[...byKey].flatMap(([key, tries]) => twoAnswers(key, tries)),
      ...(isPromised(makerOf(sale), sale) ? twoRows(buyer, orders, operations) : []),
    ];
    if (violations.length === 0 && isPromised(makerOf(sale), sale))
      violations.push(...moreThanKeys(buyer, orders, operations, sale));
    const repeated = [...byKey.values()].filter((tries) => tries.some(again(tries)));
    return {
      violations,
      examined: { 'idempotency key': byKey.size, 'repeated key': repeated.length },
    };
  },
};

const isPromised = (f: Operation['f'], { client }: Sale) =>
  (f === 'order' || f === 'book') && client.idempotent.includes(f);

/** The operation that makes an order. */
const makerOf = ({ client }: Sale) => (client.operations.includes('order') ? 'order' : 'book');

const again =
  (tries: readonly Operation[]) =>
  (operation: Operation): boolean =>
    tries.some((other) => other.f === operation.f && other.index < operation.index);

function ordersOf(rows: Parameters<Checker['check']>[0]['rows'], sale: Sale): LedgerOrder[] {
  const orders = rows.filter((row) => row.kind === 'order').filter(({ id }) => !sale.foundBefore.has(id));
  return [...new Map(orders.map((order) => [order.id, order])).values()];
}

/** One key, answered with two orders. */
function twoAnswers(key: string, tries: readonly Operation[]): Violation[] {
  const answered = tries.filter(({ outcome, value }) => outcome === 'ok' && value.order !== undefined);
  const orders = new Set(answered.map(({ value }) => value.order ?? ''));
  if (orders.size < 2) return [];
  const what = `Key ${key} was answered with ${orders.size} orders: ${someOf([...orders])}.`;
  return [{ subject: key, what, operations: answered, rows: [], absentFrom: [] }];
}

/** One key, on two rows of the ledger. */
function twoRows(
  buyer: string,
  orders: readonly LedgerOrder[],
  operations: readonly Operation[],
): Violation[] {
  const byKey = Map.groupBy(
    orders.filter(({ idempotencyKey }) => idempotencyKey !== null),
    ({ idempotencyKey }) => idempotencyKey ?? '',
  );
  return [...byKey].flatMap(([key, rows]): Violation[] => {
    if (rows.length < 2 || buyer === '') return [];
    const what = `Key ${key} of ${buyer} made ${rows.length} orders: ${someOf(rows.map(({ id }) => id))}.`;
    const tries = operations.filter(({ idempotencyKey }) => idempotencyKey === key);
    return [{ subject: key, what, operations: tries, rows, absentFrom: [] }];
  });
}

/** More live orders than there were keys that may have made one. Only this sees a shop that keeps no keys. */
function moreThanKeys(
  buyer: string,
  orders: readonly LedgerOrder[],
  operations: readonly Operation[],
  sale: Sale,
): Violation[] {
  const makers = operations.filter(({ f }) => f === makerOf(sale));
  const wishes = new Set(makers.map(({ idempotencyKey, index }) => idempotencyKey ?? index));
  const live = orders.filter(({ state }) => state === 'confirmed' || state === 'pending');
  // Without any such operation the orders are phantoms, which another checker finds.
  if (buyer === '' || wishes.size === 0 || live.length <= wishes.size) return [];
  const what = `${buyer} has ${counted(live.length, 'live order')} from ${counted(wishes.size, 'key')}.`;
  return [{ subject: buyer, what, operations: makers, rows: live, absentFrom: ['history'] }];
}
