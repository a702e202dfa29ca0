import fc from 'fast-check';
import type { OperationName, OperationValue } from '../../evidence/history.ts';
import type { LedgerOrder, LedgerRow } from '../../evidence/ledger.ts';
import type { Unnumbered } from '../model/play.ts';

const nsPerMs = 1e6;
export const ttlMs = 9;

/** What a buyer did next, and what came of it: not what a shop would do, but anything. */
interface Act {
  buyer: string;
  f: OperationName;
  /** Which of the buyer's orders it is about. */
  nth: number;
  /** Whether it is answered with the other order, so that one key may have made both. */
  misnamed: boolean;
  quantity: number;
  pauseMs: number;
  lastsMs: number;
  outcome: 'ok' | 'ok' | 'ok' | 'fail' | 'info' | 'unended';
  /** With the key of the same thing before; a release or a cancellation is always a new one. */
  again: boolean;
}

export interface AnyHistory {
  operations: Unnumbered[];
  rows: LedgerRow[];
}

const act = (steps: readonly OperationName[]): fc.Arbitrary<Act> =>
  fc.record({
    buyer: fc.constantFrom('ann', 'ann', 'ann', 'bob', 'cy'),
    f: fc.constantFrom(...steps),
    nth: fc.integer({ min: 1, max: 2 }),
    misnamed: fc.boolean(),
    quantity: fc.integer({ min: 1, max: 3 }),
    pauseMs: fc.integer({ min: 1, max: 6 }),
    lastsMs: fc.integer({ min: 0, max: 5 }),
    outcome: fc.constantFrom('ok', 'ok', 'ok', 'fail', 'info', 'unended'),
    again: fc.boolean(),
  });

const orderOf = ({ buyer, nth }: Pick<Act, 'buyer' | 'nth'>) => `${buyer}-${nth}`;
const answerOf = ({ buyer, nth, f, misnamed }: Act) =>
  orderOf({ buyer, nth: f === 'order' && misnamed ? 3 - nth : nth });

/** One buyer does one thing after another; whose process has ended does nothing more. */
function performed(acts: readonly Act[], resource: string): Unnumbered[] {
  const freeAt = new Map<string, number>();
  const gone = new Set<string>();
  return acts.flatMap((each, count): Unnumbered[] => {
    const { buyer, f, quantity, outcome } = each;
    if (gone.has(buyer)) return [];
    if (outcome === 'unended') gone.add(buyer);
    const invokedMs = (freeAt.get(buyer) ?? 0) + each.pauseMs;
    const endedMs = invokedMs + each.lastsMs;
    freeAt.set(buyer, endedMs);
    const named = f === 'book' || f === 'cancel' || (f === 'order' && outcome === 'ok');
    const value: OperationValue = {
      ...(resource === 'gate' ? { quantity } : {}),
      ...(named ? { order: answerOf(each) } : {}),
      ...(f === 'hold' && outcome === 'ok' ? { ttlMs } : {}),
    };
    const happened = outcome === 'unended' ? 'info' : outcome;
    return [
      {
        process: buyer,
        f,
        key: [resource],
        idempotencyKey:
          each.again && f !== 'release' && f !== 'cancel'
            ? `${buyer}-${f}-${each.nth}`
            : `${buyer}-${f}-${count}`,
        invoked: invokedMs * nsPerMs,
        ended: outcome === 'unended' ? null : endedMs * nsPerMs,
        outcome: happened,
        error: happened === 'ok' ? null : 'other',
        value,
      },
    ];
  });
}

const row = (resource: string): fc.Arbitrary<LedgerOrder> =>
  fc
    .record({
      owner: fc.constantFrom('ann', 'ann', 'ann', 'bob', 'cy'),
      nth: fc.integer({ min: 1, max: 3 }),
      buyer: fc.constantFrom(null, null, null, null, null, 'bob', ''),
      resources: fc.constantFrom<string[]>([resource], [resource], [resource], ['A9'], [resource, 'A9']),
      quantity: fc.integer({ min: 1, max: 3 }),
      state: fc.constantFrom<LedgerOrder['state']>(
        'confirmed',
        'confirmed',
        'pending',
        'cancelled',
        'expired',
      ),
      keyed: fc.constantFrom(null, 1, 1, 2),
    })
    .map(
      ({ owner, nth, buyer, resources, quantity, state, keyed }): LedgerOrder => ({
        kind: 'order',
        id: orderOf({ buyer: owner, nth }),
        buyer: buyer ?? owner,
        resources,
        ...(resource === 'gate' ? { quantity } : {}),
        state,
        amount: 50,
        idempotencyKey: keyed === null ? null : `${owner}-order-${keyed}`,
        created: null,
      }),
    );

/** Gives a row the order, the buyer and the quantity of a booking in the history, where there is one. */
function asAsked(row: LedgerOrder, booking: Unnumbered | undefined): LedgerOrder {
  const { order, quantity } = booking?.value ?? {};
  if (booking === undefined || order === undefined) return row;
  const { process: buyer, key } = booking;
  return { ...row, id: order, buyer, resources: [...key], ...(quantity === undefined ? {} : { quantity }) };
}

/** Any small history of one resource, and any ledger, whether or not they can be true. In half of them rows are as asked for. */
export function anyHistory(
  steps: readonly OperationName[],
  resource = 'A1',
  most = 7,
): fc.Arbitrary<AnyHistory> {
  return fc
    .record({
      acts: fc.array(act(steps), { minLength: 1, maxLength: most }),
      drawn: fc.uniqueArray(row(resource), { maxLength: 3, selector: ({ id }) => id }),
      isAsked: fc.boolean(),
    })
    .map(({ acts, drawn, isAsked }) => {
      const operations = performed(acts, resource);
      if (!isAsked) return { operations, rows: drawn };
      const bookings = operations.filter(({ f }) => f === 'book');
      const rows = drawn.map((each, nth) => asAsked(each, bookings[nth]));
      return { operations, rows: [...new Map(rows.map((each) => [each.id, each])).values()] };
    });
}
