import type { Operation, OperationName, OperationValue } from '../evidence/history.ts';
import type { LedgerCharge, LedgerOrder, LedgerPayment, LedgerStock } from '../evidence/ledger.ts';
import type { RunRecord } from '../evidence/run.ts';

/** An operation as a test writes it; times in ms. The key may name several seats, `A1 A2`. */
type Literal = [
  process: string,
  f: OperationName,
  key: string,
  ms: readonly [number, number],
  value?: OperationValue,
];
type Unnumbered = Omit<Operation, 'index' | 'endIndex'>;

const nsPerMs = 1_000_000;

function literal(outcome: Operation['outcome'], error: string | null, of: Literal): Unnumbered {
  const [process, f, key, [from, to], value = {}] = of;
  const idempotencyKey = `${process}-${f}-${key}`;
  return {
    process,
    f,
    key: key.split(' '),
    idempotencyKey,
    invoked: from * nsPerMs,
    ended: to * nsPerMs,
    outcome,
    error,
    value,
  };
}

export const ok = (...of: Literal): Unnumbered => literal('ok', null, of);
export const refused = (...of: Literal): Unnumbered => literal('fail', 'taken', of);
export const busy = (...of: Literal): Unnumbered => literal('fail', 'busy', of);
export const lost = (...of: Literal): Unnumbered => literal('info', 'timeout', of);
/** Invoked, and never ended. */
export const unended = (...of: Literal): Unnumbered => ({ ...literal('info', null, of), ended: null });

/** Numbers operations by the lines that a history of them would have. */
export function numbered(operations: readonly Unnumbered[]): Operation[] {
  const instants = operations
    .flatMap((operation, at) => [
      { time: operation.invoked, at, end: false },
      ...(operation.ended === null ? [] : [{ time: operation.ended, at, end: true }]),
    ])
    .sort((a, b) => a.time - b.time || Number(a.end) - Number(b.end));
  return operations.map((operation, at) => {
    const lineOf = (end: boolean) => instants.findIndex((each) => each.at === at && each.end === end);
    return { ...operation, index: lineOf(false), endIndex: operation.ended === null ? null : lineOf(true) };
  });
}

/** A confirmed order of one seat that costs 50. */
export function order(of: Partial<LedgerOrder> & { id: string; buyer: string }): LedgerOrder {
  return {
    kind: 'order',
    resources: ['A1'],
    state: 'confirmed',
    amount: 50,
    idempotencyKey: null,
    created: null,
    ...of,
  };
}

export function stock(resource: string, counts: Partial<LedgerStock> = {}): LedgerStock {
  return { kind: 'stock', resource, total: 1, available: 0, held: 0, sold: 1, ...counts };
}

export function payment(of: Partial<LedgerPayment> & { order: string }): LedgerPayment {
  return { kind: 'payment', amount: 50, state: 'charged', reference: `pay-${of.order}`, ...of };
}

export function charge(of: Partial<LedgerCharge> & { key: string }): LedgerCharge {
  return { kind: 'charge', amount: 50, state: 'charged', ...of };
}

export const seatClient: RunRecord['client'] = {
  name: 'seats',
  file: 'seats.ts',
  sells: 'seat',
  operations: ['enter', 'hold', 'release', 'order', 'book', 'cancel'],
  idempotent: ['hold', 'order', 'book'],
  ledger: ['order', 'stock', 'payment', 'charge'],
};

export const poolClient: RunRecord['client'] = {
  ...seatClient,
  name: 'pool',
  sells: 'pool',
  operations: ['book', 'cancel'],
};
