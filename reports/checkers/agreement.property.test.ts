import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../evidence/history.ts';
import { type AnyHistory, anyHistory } from '../testing/brute-force/any-history.ts';
import { attemptsOf } from '../testing/brute-force/attempts.ts';
import { canHaveBeenBooked, canHaveLeft, hasFleetingBooking } from '../testing/brute-force/bookings.ts';
import {
  canBeInOneHand,
  canHaveRested,
  hasFleetingPossession,
  pairsCanBe,
} from '../testing/brute-force/hands.ts';
import { numbered, poolClient, seatClient } from '../testing/literal.ts';
import { acknowledgedBookings } from './bookings.ts';
import type { Checker } from './checker.ts';
import { holdExclusive } from './hold-exclusive.ts';
import { certainBookings, certainHolds, mayRestOnHold } from './holds.ts';
import { noDoubleBooking } from './no-double-booking.ts';
import { noLostBooking } from './no-lost-booking.ts';
import { overlapping } from './overlap.ts';

const numRuns = 1_000;
const inOrder = (operations: AnyHistory['operations']) =>
  numbered(operations).sort((a, b) => a.index - b.index);

/** What a history was found to be; several answers where it was asked of each of its bookings. */
type Ask = (history: AnyHistory) => boolean | readonly boolean[] | null;

/** Neither side may starve: for fifty histories, one answer at least must be violating, and as many sound. */
function agree(histories: fc.Arbitrary<AnyHistory>, ask: Ask): void {
  const answers = { sound: 0, violating: 0 };
  fc.assert(
    fc.property(histories, (history) => {
      for (const isSound of [ask(history) ?? []].flat()) answers[isSound ? 'sound' : 'violating']++;
    }),
    { numRuns },
  );
  expect(Math.min(answers.sound, answers.violating)).toBeGreaterThan(numRuns / 50);
}

function accuses(
  checker: Checker,
  of: { operations: Operation[]; rows?: AnyHistory['rows'] },
  client = seatClient,
): boolean {
  const partition = { key: 'A1', operations: of.operations, rows: of.rows ?? [] };
  return checker.check(partition, { client, foundBefore: new Set() }).violations.length > 0;
}

describe('no-double-booking', { timeout: 60_000 }, () => {
  const histories = anyHistory(['book', 'book', 'cancel']);

  test('accuses exactly what no execution explains, where no cancellation may precede an acknowledgement', () => {
    agree(histories, ({ operations: unnumbered }) => {
      const operations = inOrder(unnumbered);
      if (hasFleetingBooking(operations)) return null;
      const isSound = canHaveBeenBooked(operations, 1);
      expect(accuses(noDoubleBooking, { operations })).toBe(!isSound);
      return isSound;
    });
  });

  test('never accuses what some execution explains', () => {
    agree(histories, ({ operations: unnumbered }) => {
      const operations = inOrder(unnumbered);
      const isSound = canHaveBeenBooked(operations, 1);
      if (isSound) expect(accuses(noDoubleBooking, { operations })).toBe(false);
      return isSound;
    });
  });
});

describe('no-lost-booking', { timeout: 60_000 }, () => {
  test.each([
    ['seat', 'A1', seatClient],
    ['pool', 'gate', poolClient],
  ])('accuses exactly what no execution leaves behind, of a %s', (_, resource, client) => {
    agree(anyHistory(['book', 'book', 'cancel'], resource, 6), ({ operations: unnumbered, rows }) => {
      const operations = inOrder(unnumbered);
      const attempts = attemptsOf(operations);
      const cancels = attempts.filter(({ f }) => f === 'cancel');
      const verdicts = attempts.flatMap((booking): boolean[] => {
        const order = booking.ok?.value.order;
        if (booking.f !== 'book' || order === undefined) return [];
        const row = rows.find((each) => each.kind === 'order' && each.id === order);
        const isSound = canHaveLeft(booking, cancels, row?.kind === 'order' ? row : undefined);
        const own = operations.filter(({ value }) => value.order === order);
        expect(accuses(noLostBooking, { operations: own, rows: row ? [row] : [] }, client)).toBe(!isSound);
        return [isSound];
      });
      return verdicts.length === 0 ? null : verdicts.every((isSound) => isSound);
    });
  });
});

describe('hold-exclusive', { timeout: 60_000 }, () => {
  const steps = ['hold', 'hold', 'hold', 'release', 'order', 'book', 'book', 'cancel'] as const;

  function twoHands(operations: Operation[]): boolean {
    const buyers = [...Map.groupBy(operations, ({ process }) => process).values()];
    return overlapping([...buyers.flatMap(certainHolds), ...buyers.flatMap(certainBookings)]).length > 0;
  }

  test('never says that a seat was in two hands where some execution keeps it in one', () => {
    agree(anyHistory(steps), ({ operations: unnumbered }) => {
      const operations = inOrder(unnumbered);
      const isSound = canBeInOneHand(operations);
      if (isSound) expect(twoHands(operations)).toBe(false);
      return isSound;
    });
  });

  test('says so of any two possessions that exclude each other, where none may have ended before its ok', () => {
    agree(anyHistory(steps), ({ operations: unnumbered }) => {
      const operations = inOrder(unnumbered);
      if (hasFleetingPossession(operations)) return null;
      const isSound = pairsCanBe(operations);
      expect(twoHands(operations)).toBe(!isSound);
      return isSound;
    });
  });

  test('accuses exactly the bookings that no execution rests on a hold, where only bookings are sent again and every order is answered', () => {
    agree(
      anyHistory(['hold', 'hold', 'hold', 'hold', 'release', 'order', 'book', 'book'], 'A1', 9),
      ({ operations: unnumbered }) => {
        const operations = inOrder(unnumbered);
        return [...Map.groupBy(operations, ({ process }) => process).values()].flatMap((own) => {
          const attempts = attemptsOf(own);
          if (attempts.some(({ f, tries }) => f !== 'book' && tries.length > 1)) return [];
          if (own.some(({ f, outcome }) => f === 'order' && outcome === 'info')) return [];
          return acknowledgedBookings(own).map((booking): boolean => {
            const attempt = attempts.find(({ tries }) => tries.includes(booking.operation));
            const isSound = attempt !== undefined && canHaveRested(attempt, own);
            expect(mayRestOnHold(booking, own)).toBe(isSound);
            return isSound;
          });
        });
      },
    );
  });

  test('accuses nothing that both rests and is in one hand', () => {
    agree(anyHistory(steps), ({ operations: unnumbered }) => {
      const operations = inOrder(unnumbered);
      const isAccused = accuses(holdExclusive, { operations });
      if (isAccused) expect(twoHands(operations) || noneRests(operations)).toBe(true);
      return !isAccused;
    });
  });

  function noneRests(operations: Operation[]): boolean {
    const buyers = [...Map.groupBy(operations, ({ process }) => process).values()];
    return buyers.some((own) =>
      attemptsOf(own).some(
        (attempt) => attempt.f === 'book' && attempt.ok !== null && !canHaveRested(attempt, own),
      ),
    );
  }
});
