import type { Operation } from '../evidence/history.ts';
import type { LedgerOrder, LedgerRow } from '../evidence/ledger.ts';
import type { Span } from './overlap.ts';

/** A booking that the target acknowledged. It certainly lives from its ok until its buyer may have cancelled it. */
export interface Booking extends Span {
  operation: Operation;
  /** The first try that may have had its effect: one without an answer, perhaps, long before the ok. */
  firstTry: Operation;
  /** Null when it cannot have been cancelled. */
  cancel: Operation | null;
}

/** What was asked about last: the checkers of one partition ask about the same operations, one after the other. */
let last: { of: readonly Operation[]; bookings: readonly Booking[] } | null = null;

/**
 * The acknowledged bookings among operations, each effect once: a second try that got the first one's order
 * is the same booking. `owner` is buyer and order. In the order of their answered tries.
 */
export function acknowledgedBookings(operations: readonly Operation[]): readonly Booking[] {
  if (last?.of !== operations) last = { of: operations, bookings: bookingsOf(operations) };
  return last.bookings;
}

function bookingsOf(operations: readonly Operation[]): readonly Booking[] {
  const [first] = operations;
  if (first === undefined) return [];
  if (operations.every(({ process }) => process === first.process)) return bookingsOfOne(operations);
  // Buyer by buyer: a pool's one partition holds all of them, and no checker may be quadratic.
  const bookings: Booking[] = [];
  for (const own of Map.groupBy(operations, ({ process }) => process).values()) {
    for (const booking of bookingsOfOne(own)) bookings.push(booking);
  }
  return bookings.sort((a, b) => a.operation.index - b.operation.index);
}

/** @param own one buyer's operations */
function bookingsOfOne(own: readonly Operation[]): Booking[] {
  if (!own.some(({ f, outcome }) => f === 'book' && outcome === 'ok')) return [];
  const cancels = own.filter(({ f }) => f === 'cancel');
  const orderOfKey = new Map<string, string>();
  for (const { f, outcome, value, idempotencyKey } of own) {
    if (f !== 'book' || outcome !== 'ok' || idempotencyKey === null || value.order === undefined) continue;
    orderOfKey.set(idempotencyKey, value.order);
  }
  const bookings = new Map<string, Booking>();
  const firstTries = new Map<string, Operation>();
  for (const operation of own) {
    if (operation.f !== 'book' || operation.outcome === 'fail') continue;
    const owner = effectOf(operation, orderOfKey);
    const firstTry = firstTries.get(owner) ?? operation;
    firstTries.set(owner, firstTry);
    if (operation.outcome !== 'ok' || operation.ended === null || bookings.has(owner)) continue;
    const cancel = cancelOf({ operation, firstTry }, cancels);
    const from = operation.ended;
    bookings.set(owner, { owner, from, until: cancel?.invoked ?? Infinity, operation, firstTry, cancel });
  }
  return [...bookings.values()];
}

/** @param orderOfKey orders that some try with the key was answered with; not each answer names it */
function effectOf(
  { process, value, idempotencyKey, index }: Operation,
  orderOfKey: ReadonlyMap<string, string>,
): string {
  const order = value.order ?? (idempotencyKey === null ? undefined : orderOfKey.get(idempotencyKey));
  if (order !== undefined) return `${process}, order ${order}`;
  return `${process}, ${idempotencyKey === null ? `line ${index + 1}` : `key ${idempotencyKey}`}`;
}

/** The first cancellation that may have ended a booking: its buyer's, and not over before the booking was tried. */
function cancelOf(
  { operation, firstTry }: Pick<Booking, 'operation' | 'firstTry'>,
  own: readonly Operation[],
): Operation | null {
  const { order } = operation.value;
  const cancel = own.find(
    (each) =>
      mayActAfter(each, firstTry) &&
      (order === undefined || each.value.order === undefined || each.value.order === order),
  );
  return cancel ?? null;
}

/** Whether an operation may have had its effect after another began. Without an answer it may, at any later time. */
export function mayActAfter({ outcome, endIndex }: Operation, other: Operation): boolean {
  if (outcome === 'fail') return false;
  return outcome === 'info' || endIndex === null || endIndex > other.index;
}

/** Live bookings in the ledger, one row an order. */
export function liveOrders(rows: readonly LedgerRow[]): LedgerOrder[] {
  const orders = new Map<string, LedgerOrder>();
  for (const row of rows) if (row.kind === 'order' && row.state === 'confirmed') orders.set(row.id, row);
  return [...orders.values()];
}

/** The operations (one per line) that concern a few orders: those that name them, or were their buyers'. */
export function operationsOf(orders: readonly LedgerOrder[], operations: readonly Operation[]): Operation[] {
  const ids = new Set(orders.map((order) => order.id));
  const buyers = new Set(orders.map((order) => order.buyer));
  return operations.filter(
    ({ outcome, value, process }) =>
      outcome !== 'fail' && (value.order === undefined ? buyers.has(process) : ids.has(value.order)),
  );
}
