import { describe, expect, test } from 'vitest';
import type { Operation } from '../evidence/history.ts';
import { NumbersOf } from '../evidence/numbers-of.ts';
import { lost, numbered, ok, order, refused, seatClient, stock } from '../testing/literal.ts';
import { recordWith } from '../testing/record.ts';
import { SoldOut } from './sold-out.ts';
import { TurnedAway } from './turned-away.ts';

type Unnumbered = Omit<Operation, 'index' | 'endIndex'>;

const byEnd = (operations: readonly Unnumbered[]) =>
  numbered(operations).sort((a, b) => (a.ended ?? Infinity) - (b.ended ?? Infinity));

function unsold(seat: string, operations: readonly Unnumbered[]) {
  const numbers = new NumbersOf();
  const turnedAway = new TurnedAway('hold', numbers);
  for (const operation of byEnd(operations)) turnedAway.operation(operation);
  const [number = -1] = byEnd([ok('ann', 'hold', seat, [0, 1])]).flatMap((each) => numbers.resources(each));
  return { unsold: turnedAway.unsold(number), refused: turnedAway.refused(number) };
}

const late = (...of: Parameters<typeof refused>): Unnumbered => ({ ...refused(...of), error: 'expired' });
const hold = { ttlMs: 100 };

describe('a seat of several that were wanted together', () => {
  const annHasTwo = ok('ann', 'hold', 'A2', [0, 20], { ttlMs: 300_000 });

  test('is rightly unsold when another of them was taken', () => {
    expect(unsold('A1', [annHasTwo, refused('bob', 'hold', 'A1 A2', [30, 40])]).unsold).toBe('rightly');
    // The refusal may be answered before the hold that it made way for.
    expect(unsold('A1', [annHasTwo, refused('bob', 'hold', 'A1 A2', [5, 10])]).unsold).toBe('rightly');
  });

  test('cannot be judged when nobody had any: who came meanwhile may have been refused for it', () => {
    expect(unsold('A1', [refused('bob', 'hold', 'A1 A2', [5, 10])]).unsold).toBe('doubtful');
    expect(unsold('A1', [annHasTwo, refused('bob', 'hold', 'A1 A3', [30, 40])]).unsold).toBe('doubtful');
  });

  test('cannot be judged when nobody knows whether another had it', () => {
    const perhaps = lost('ann', 'hold', 'A2', [0, 20]);
    expect(unsold('A1', [perhaps, refused('bob', 'hold', 'A1 A2', [30, 40])]).unsold).toBe('doubtful');
  });
});

describe('a seat whose hold ran out', () => {
  const annDawdles = [ok('ann', 'hold', 'A1', [0, 20], hold), late('ann', 'order', 'A1', [200, 210])];

  test('is rightly unsold when all others came while it was held', () => {
    const { unsold: verdict } = unsold('A1', [...annDawdles, refused('bob', 'hold', 'A1', [30, 40])]);
    expect(verdict).toBe('rightly');
  });

  test('is wrongly unsold when someone was refused it afterwards, and the refusal is shown', () => {
    const { unsold: verdict, refused: shown } = unsold('A1', [
      ...annDawdles,
      refused('bob', 'hold', 'A1', [130, 140]),
    ]);
    expect(verdict).toBe('wrongly');
    expect(shown.map(({ process, invoked }) => [process, invoked])).toEqual([['bob', 130e6]]);
  });

  test('an order may have renewed it', () => {
    const renewed = [
      ok('ann', 'hold', 'A1', [0, 20], hold),
      ok('ann', 'order', 'A1', [50, 60], { order: '1' }),
    ];
    const bob = refused('bob', 'hold', 'A1', [130, 140]);
    expect(unsold('A1', [...renewed, late('ann', 'book', 'A1', [200, 210]), bob]).unsold).toBe('rightly');
  });

  test('cannot be judged when its buyer was too early to be too late', () => {
    const early = [ok('ann', 'hold', 'A1', [0, 20], hold), late('ann', 'order', 'A1', [50, 60])];
    expect(unsold('A1', early).unsold).toBe('doubtful');
  });

  test('one’s own hold is no reason to be refused', () => {
    const twice = [...annDawdles, refused('ann', 'hold', 'A1', [60, 70])];
    expect(unsold('A1', twice).unsold).toBe('wrongly');
  });
});

describe('buyers who go on until nothing is left', () => {
  const sold = [ok('ann', 'hold', 'A1', [0, 20], hold), ok('ann', 'book', 'A1', [30, 40], { order: '1' })];
  const rows = [stock('A1'), order({ id: '1', buyer: 'ann' })];
  const free = ['A2', 'A3'].map((seat) => stock(seat, { available: 1, sold: 0 }));
  const found = (operations: readonly Unnumbered[], persistent: boolean) => {
    const record = recordWith({ buyers: 1, inventory: 3, client: seatClient });
    record.scenario.options = { persistent };
    const soldOut = new SoldOut(record);
    for (const operation of byEnd(operations)) soldOut.operation(operation);
    for (const row of [...rows, ...free]) soldOut.row(row);
    return soldOut.finding(true);
  };
  const bobLeaves = refused('bob', 'hold', 'A1', [50, 60]);

  test('were sent away when seats were left that nobody tried for', () => {
    expect(found([...sold, bobLeaves], true)).toMatchObject({
      verdict: 'unknown',
      observed: '1 of 1 seat sold out; 1 buyer left though enough was free for them',
    });
    expect(found([...sold, bobLeaves], false).verdict).toBe('pass');
  });

  test('left rightly when too few were left for them, or these were held when they looked', () => {
    expect(found([...sold, refused('bob', 'hold', 'A1 A2 A3', [50, 60])], true).observed).not.toContain(
      'though enough',
    );
    const held = ['A2', 'A3'].flatMap((seat) => [
      ok('cy', 'hold', seat, [10, 30], hold),
      late('cy', 'order', seat, [200, 210]),
    ]);
    // It is cy alone who could have had again what ran out.
    expect(found([...sold, ...held, bobLeaves], true).observed).toContain('1 buyer left though enough');
    const bobLooksAgain = refused('bob', 'hold', 'A1', [150, 160]);
    expect(found([...sold, ...held, bobLooksAgain], true).observed).toContain('2 buyers left though enough');
  });
});
