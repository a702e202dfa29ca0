import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../reports/verdict/verdict.ts';
import { plantedBugs } from './bugs.ts';
import type { PlantedBug } from './planted-bug.ts';

type Shown = Evidence['operations'][number];

/** An operation that was answered with ok; times in seconds. */
function ok(f: string, process: string, [from, to]: readonly [number, number]): Omit<Shown, 'index'> {
  return { process, f, outcome: 'ok', invoked: from * 1e9, ended: to * 1e9 };
}

function piece(operations: Omit<Shown, 'index'>[], ledger: Evidence['ledger'] = []): Evidence {
  return {
    subject: 'A1',
    what: 'what happened',
    operations: operations.map((operation, index) => ({ ...operation, index })),
    ledger,
  };
}

const order = (buyer: string, state = 'confirmed') => ({
  kind: 'order',
  id: buyer,
  buyer,
  state,
  amount: 100,
});
const stock = { kind: 'stock', resource: 'A1', total: 1, available: -1, held: 0, sold: 2 };
const bothSold = [order('b1'), order('b2')];
const firstBuys = [ok('hold', 'b1', [0, 0.1]), ok('order', 'b1', [0.1, 0.2]), ok('book', 'b1', [0.2, 0.3])];
const rush = [...firstBuys, ok('hold', 'b2', [0, 0.4]), ok('book', 'b2', [0.4, 0.5])];
const races = [
  'seat-check-without-lock',
  'version-not-compared',
  'lock-released-before-commit',
  'lock-of-another-released',
];

/** What each bug leaves behind, as checkers show it. */
const left: Record<string, Evidence> = {
  ...Object.fromEntries(races.map((name) => [name, piece(rush, bothSold)])),
  'stock-in-memory': piece(rush, [stock, ...bothSold]),
  'sweeper-frees-booked': piece(
    [...firstBuys, ok('hold', 'b2', [0, 3]), ok('book', 'b2', [3, 3.2])],
    bothSold,
  ),
  'acknowledge-before-commit': piece([ok('book', 'b1', [0, 1])], [order('b1', 'expired')]),
  'answer-without-row': piece([ok('book', 'b1', [0, 1])]),
  'cancel-by-anyone': piece(
    [ok('book', 'b1', [0, 1]), ok('cancel', 'b2', [1, 2])],
    [order('b1', 'cancelled')],
  ),
  'hold-in-redis-only': piece([
    ok('hold', 'b1', [0, 0.1]),
    ok('hold', 'b2', [0, 0.1]),
    ok('book', 'b1', [0.2, 0.3]),
  ]),
  'sale-after-expiry': piece([
    ok('hold', 'b1', [0, 0.1]),
    ok('order', 'b1', [0.2, 0.3]),
    ok('book', 'b1', [2.2, 2.3]),
  ]),
  'replay-books-again': piece([ok('book', 'b1', [0, 1]), ok('book', 'b1', [1, 2])]),
  'charge-off-price': piece(
    [ok('book', 'b1', [0, 1])],
    [order('b1'), { kind: 'payment', order: 'b1', state: 'charged', amount: 110, reference: 'r' }],
  ),
  'tickets-lock-released-early': piece(
    [ok('book', 'b1', [0, 1]), ok('book', 'b2', [0, 1])],
    [
      { ...stock, total: 3, sold: 4 },
      { ...order('b1'), quantity: 2 },
      { ...order('b2'), quantity: 2 },
    ],
  ),
  'charge-kept': piece(
    [],
    [
      { kind: 'payment', order: 'b1', state: 'refunded', amount: 100, reference: 'r' },
      { kind: 'charge', key: 'r', state: 'charged', amount: 100 },
    ],
  ),
};

const bugOf = (name: string) => {
  const bug = plantedBugs.find(({ variant }) => variant === name);
  if (bug === undefined) throw new TypeError(`there is no bug ${name}`);
  return bug;
};
/** As the only counterexample of its finding. */
const shownBy = (bug: PlantedBug, alone: Evidence) => bug.shows(alone, [alone]);
const leftBy = (name: string) => left[name] ?? piece([]);

it.each(plantedBugs.map(({ variant }) => variant))(
  '%s is told by what it leaves, and by nothing less',
  (name) => {
    const bug = bugOf(name);
    const own = leftBy(name);
    expect(shownBy(bug, own)).toBe(true);
    const without = own.operations.map((_, at) => ({ ...own, operations: own.operations.toSpliced(at, 1) }));
    const needed = without.some((less) => !shownBy(bug, less)) || own.operations.length === 0;
    expect(needed, 'some operation is needed').toBe(true);
    // What was never written down is told by the absence of rows.
    if (own.ledger.length > 0) expect(shownBy(bug, { ...own, ledger: [] })).toBe(false);
    const nothingDone = own.operations.map((operation) => ({ ...operation, outcome: 'fail' }));
    if (nothingDone.length > 0) expect(shownBy(bug, { ...own, operations: nothingDone })).toBe(false);
  },
);

it('no bug is told by what another leaves under the same finding; races alone look alike', () => {
  const mistaken = plantedBugs.flatMap((bug) =>
    plantedBugs
      .filter(
        (other) => other !== bug && other.finding === bug.finding && shownBy(bug, leftBy(other.variant)),
      )
      .map((other) => [bug.variant, other.variant]),
  );
  const alike = races.flatMap((one) => races.filter((other) => other !== one).map((other) => [one, other]));
  expect(mistaken.sort()).toEqual(alike.sort());
});

describe('told apart', () => {
  it.each<[bug: string, not: string, Evidence]>([
    ['sale-after-expiry', 'a seat in two hands', leftBy('hold-in-redis-only')],
    [
      'sale-after-expiry',
      'a seat in two hands of which one is booked late',
      piece([ok('hold', 'b1', [0, 0.1]), ok('hold', 'b2', [0, 0.1]), ok('book', 'b1', [2.2, 2.3])]),
    ],
    [
      'sale-after-expiry',
      'a booking without any hold',
      piece([ok('order', 'b1', [0, 0.1]), ok('book', 'b1', [2.2, 2.3])]),
    ],
    ['sale-after-expiry', 'a hold that was renewed', piece([...firstBuys, ok('hold', 'b1', [0.1, 0.2])])],
    ['hold-in-redis-only', 'a race for a seat, of which both bought', leftBy('seat-check-without-lock')],
    ['hold-in-redis-only', 'two bookings', piece([ok('book', 'b1', [0, 1]), ok('book', 'b2', [0, 1])])],
    ['answer-without-row', 'a row that expired', leftBy('acknowledge-before-commit')],
    ['acknowledge-before-commit', 'a row that was cancelled', leftBy('cancel-by-anyone')],
    [
      'cancel-by-anyone',
      'a lost booking that an intruder was refused to cancel',
      piece(
        [ok('book', 'b1', [0, 1]), { ...ok('cancel', 'b2', [1, 2]), outcome: 'fail' }],
        [order('b1', 'cancelled')],
      ),
    ],
    [
      'cancel-by-anyone',
      'a booking cancelled by its buyer',
      piece([ok('book', 'b1', [0, 1]), ok('cancel', 'b1', [1, 2])], [order('b1', 'cancelled')]),
    ],
    ['seat-check-without-lock', 'one buyer who bought twice', piece(rush, [order('b1'), order('b1')])],
    ['seat-check-without-lock', 'a seat sold again later', leftBy('sweeper-frees-booked')],
    ['sweeper-frees-booked', 'a race for a seat', leftBy('seat-check-without-lock')],
    ['stock-in-memory', 'a stock that only does not add up', piece(rush, [stock, order('b1')])],
    ['tickets-lock-released-early', 'a seat in two hands', leftBy('stock-in-memory')],
    [
      'tickets-lock-released-early',
      'a pool that only does not add up',
      piece(
        [ok('book', 'b1', [0, 1]), ok('book', 'b2', [0, 1])],
        [{ ...stock, total: 2, sold: 1 }, ...bothSold],
      ),
    ],
    [
      'replay-books-again',
      'bookings of two buyers',
      piece([ok('book', 'b1', [0, 1]), ok('book', 'b2', [0, 1])]),
    ],
    [
      'charge-off-price',
      'an order that was never charged',
      piece([ok('book', 'b1', [0, 1])], [order('b1'), { kind: 'payment', state: 'refunded', amount: 110 }]),
    ],
    [
      'charge-kept',
      'a charge that both books call refunded',
      piece(
        [],
        [
          { kind: 'payment', state: 'refunded', amount: 100 },
          { kind: 'charge', state: 'refunded', amount: 100 },
        ],
      ),
    ],
  ])('%s is not %s', (name, _not, shown) => {
    expect(shownBy(bugOf(name), shown)).toBe(false);
  });
});

it('one line of the history shown twice is one operation', () => {
  const [book] = leftBy('answer-without-row').operations;
  if (book === undefined) throw new TypeError('expected an operation');
  expect(shownBy(bugOf('replay-books-again'), { ...piece([]), operations: [book, book] })).toBe(false);
});

it('a late sale is none of its own where other seats, or the same, were held by two', () => {
  const late = leftBy('sale-after-expiry');
  expect(bugOf('sale-after-expiry').shows(late, [late, leftBy('hold-in-redis-only')])).toBe(false);
});
