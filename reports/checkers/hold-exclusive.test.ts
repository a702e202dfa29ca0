import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { lost, ok, poolClient, refused, seatClient, unended } from '../testing/literal.ts';
import { holdExclusive } from './hold-exclusive.ts';

const ttlMs = 100;
const annHolds = ok('ann', 'hold', 'A1', [0, 10], { ttlMs });
const annBooks = ok('ann', 'book', 'A1', [30, 40], { order: '1' });
const bobHolds = ok('bob', 'hold', 'A1', [50, 60], { ttlMs });
const verdictOf = (...operations: (typeof annHolds)[]) => findingOf(holdExclusive, { operations }).verdict;

describe('sent again', () => {
  test('a booking is one effect: not booked anew after its hold ran out, nor after it was cancelled', () => {
    const again = ok('ann', 'book', 'A1', [500, 510], { order: '1' });
    expect(verdictOf(annHolds, annBooks, again)).toBe('pass');
    const cancelled = ok('ann', 'cancel', 'A1', [410, 420], { order: '1' });
    const bobHoldsLater = ok('bob', 'hold', 'A1', [520, 530], { ttlMs });
    expect(verdictOf(annHolds, annBooks, cancelled, again, bobHoldsLater)).toBe('pass');
  });

  test('a hold is one effect: not held anew after it was released', () => {
    const released = ok('ann', 'release', 'A1', [20, 30]);
    expect(verdictOf(annHolds, released, ok('ann', 'hold', 'A1', [35, 45], { ttlMs }), bobHolds)).toBe(
      'pass',
    );
  });
});

describe('two hands', () => {
  test('passes one buyer at a time', () => {
    const operations = [annHolds, refused('bob', 'hold', 'A1', [5, 12]), annBooks];
    expect(findingOf(holdExclusive, { operations })).toMatchObject({
      verdict: 'pass',
      observed: '1 seat, 1 acknowledged hold, 1 acknowledged booking',
    });
  });

  test('fails two live holds, naming both operations', () => {
    const { verdict, evidence } = findingOf(holdExclusive, { operations: [annHolds, bobHolds] });
    expect(verdict).toBe('fail');
    expect(evidence[0]?.operations.map(({ process, index }) => [process, index])).toEqual([
      ['ann', 0],
      ['bob', 2],
    ]);
    expect(evidence[0]?.what).toContain('Seat A1 was certainly in two hands at 0.060000 s');
  });

  test('fails a hold of a seat that is booked, and a booking of a seat that another holds', () => {
    expect(verdictOf(annHolds, annBooks, bobHolds)).toBe('fail');
    const bobHoldsEarly = ok('bob', 'hold', 'A1', [-90, -80], { ttlMs: 1000 });
    const annIsLost = lost('ann', 'hold', 'A1', [0, 10]);
    expect(verdictOf(bobHoldsEarly, annIsLost, annBooks)).toBe('fail');
  });

  test('passes once the first may have let go: released, perhaps, or cancelled, or refused a booking', () => {
    const release = (by: typeof ok) => by('ann', 'release', 'A1', [45, 48]);
    expect(verdictOf(annHolds, release(ok), bobHolds)).toBe('pass');
    expect(verdictOf(annHolds, release(lost), bobHolds)).toBe('pass');
    expect(verdictOf(annHolds, release(refused), bobHolds)).toBe('fail');
    expect(verdictOf(annHolds, refused('ann', 'book', 'A1', [30, 40]), bobHolds)).toBe('pass');
    const cancel = lost('ann', 'cancel', 'A1', [45, 48], { order: '1' });
    expect(verdictOf(annHolds, annBooks, cancel, bobHolds)).toBe('pass');
  });

  test('counts the time to live from the invoke: it may have begun then', () => {
    const at = (from: number, to: number) => ok('bob', 'hold', 'A1', [from, to], { ttlMs });
    expect(verdictOf(annHolds, at(95, 99))).toBe('fail');
    expect(verdictOf(annHolds, at(95, 100))).toBe('pass');
  });

  test('counts it from the first try with the same key, whose answer a second one may repeat', () => {
    const again = ok('ann', 'hold', 'A1', [90, 92], { ttlMs });
    const bob = ok('bob', 'hold', 'A1', [110, 120], { ttlMs });
    expect(verdictOf(lost('ann', 'hold', 'A1', [0, 10]), again, bob)).toBe('pass');
    expect(verdictOf(again, bob)).toBe('fail');
    expect(verdictOf(refused('ann', 'hold', 'A1', [0, 10]), again, bob)).toBe('fail');
  });

  test('believes no hold after a booking without an answer: it may have been refused, and the seat let go', () => {
    const book = lost('ann', 'book', 'A1', [30, 40], { order: '1' });
    expect(verdictOf(annHolds, book, bobHolds)).toBe('pass');
    expect(verdictOf(annHolds, unended('ann', 'book', 'A1', [61, 0]), bobHolds)).toBe('fail');
  });

  test('believes no hold that a release or cancel sent before it, without an answer, may end', () => {
    for (const f of ['release', 'cancel'] as const) {
      expect(verdictOf(lost('ann', f, 'A1', [-20, -10]), annHolds, bobHolds)).toBe('pass');
      expect(verdictOf(ok('ann', f, 'A1', [-20, -10]), annHolds, bobHolds)).toBe('fail');
    }
  });

  test('takes a hold without an answer for none', () => {
    expect(verdictOf(annHolds, lost('bob', 'hold', 'A1', [20, 30]))).toBe('pass');
    expect(verdictOf(annHolds, unended('bob', 'hold', 'A1', [20, 30]))).toBe('pass');
  });

  test('lets a buyer hold again what is theirs', () => {
    expect(verdictOf(annHolds, ok('ann', 'hold', 'A1', [20, 30], { ttlMs }))).toBe('pass');
  });

  test('trusts a hold without a time to live up to its last use only', () => {
    const open = ok('ann', 'hold', 'A1', [0, 10]);
    expect(verdictOf(open, bobHolds)).toBe('pass');
    expect(verdictOf(open, bobHolds, ok('ann', 'order', 'A1', [80, 90], { order: '1' }))).toBe('fail');
  });
});

describe('a booking rests on a hold', () => {
  test('fails a booking by one who never held, was refused, let go, or held too long ago', () => {
    expect(verdictOf(annBooks)).toBe('fail');
    expect(verdictOf(refused('ann', 'hold', 'A1', [0, 10]), annBooks)).toBe('fail');
    expect(verdictOf(annHolds, ok('ann', 'release', 'A1', [12, 20]), annBooks)).toBe('fail');
    expect(verdictOf(annHolds, ok('ann', 'book', 'A1', [111, 120], { order: '1' }))).toBe('fail');
    expect(verdictOf(ok('ann', 'hold', 'A2', [0, 10], { ttlMs }), annBooks)).toBe('fail');
  });

  test('fails one only after the release or the time to live, not at the same instant', () => {
    const released = (at: number) => verdictOf(annHolds, ok('ann', 'release', 'A1', [12, at]), annBooks);
    expect(released(30)).toBe('pass');
    expect(released(29)).toBe('fail');
    const booked = (from: number, ...before: (typeof annHolds)[]) =>
      verdictOf(annHolds, ...before, ok('ann', 'book', 'A1', [from, from + 9], { order: '1' }));
    expect(booked(110)).toBe('pass');
    expect(booked(111)).toBe('fail');
    const ordered = (at: number) => ok('ann', 'order', 'A1', [at, at + 5], { order: '1' });
    expect(booked(205, ordered(110))).toBe('pass');
    expect(booked(205, ordered(111))).toBe('fail');
  });

  test('fails one that ended at the instant at which its hold was sent', () => {
    expect(verdictOf(annBooks, ok('ann', 'hold', 'A1', [40, 45], { ttlMs }))).toBe('fail');
    expect(verdictOf(annBooks, ok('ann', 'hold', 'A1', [39, 45], { ttlMs }))).toBe('pass');
  });

  test('passes one whose hold was lost but may have happened, even late', () => {
    expect(verdictOf(lost('ann', 'hold', 'A1', [0, 10]), annBooks)).toBe('pass');
    expect(verdictOf(unended('ann', 'hold', 'A1', [35, 0]), annBooks)).toBe('pass');
    expect(verdictOf(annHolds, lost('ann', 'release', 'A1', [12, 20]), annBooks)).toBe('pass');
  });

  test('lets an order renew the hold once', () => {
    const ordered = ok('ann', 'order', 'A1', [80, 90], { order: '1' });
    expect(verdictOf(annHolds, ordered, ok('ann', 'book', 'A1', [150, 160], { order: '1' }))).toBe('pass');
    expect(verdictOf(annHolds, ordered, ok('ann', 'book', 'A1', [191, 195], { order: '1' }))).toBe('fail');
  });

  test('lets no order renew what had run out when it was sent', () => {
    const late = ok('ann', 'order', 'A1', [111, 120], { order: '1' });
    expect(verdictOf(annHolds, late, ok('ann', 'book', 'A1', [125, 130], { order: '1' }))).toBe('fail');
    const inTime = ok('ann', 'order', 'A1', [100, 105], { order: '2' });
    const again = ok('ann', 'order', 'A1', [200, 210], { order: '1' });
    expect(verdictOf(annHolds, inTime, again, ok('ann', 'book', 'A1', [300, 305], { order: '1' }))).toBe(
      'pass',
    );
  });

  test('lets an order that is answered late have been done by its first try', () => {
    const first = lost('ann', 'order', 'A1', [90, 115]);
    const again = ok('ann', 'order', 'A1', [150, 160], { order: '1' });
    expect(verdictOf(annHolds, first, again, ok('ann', 'book', 'A1', [165, 170], { order: '1' }))).toBe(
      'pass',
    );
  });

  test('lets an order that was answered late renew it while it lasted', () => {
    const ordered = ok('ann', 'order', 'A1', [100, 300], { order: '1' });
    const booked = (from: number) => ok('ann', 'book', 'A1', [from, from + 5], { order: '1' });
    expect(verdictOf(annHolds, ordered, booked(205))).toBe('pass');
    expect(verdictOf(annHolds, ordered, booked(211))).toBe('fail');
  });

  test('lets an order without an answer renew it in its last instant', () => {
    const ordered = lost('ann', 'order', 'A1', [20, 30]);
    expect(verdictOf(annHolds, ordered, ok('ann', 'book', 'A1', [205, 208], { order: '1' }))).toBe('pass');
    expect(verdictOf(annHolds, ordered, ok('ann', 'book', 'A1', [211, 215], { order: '1' }))).toBe('fail');
  });

  test('counts from the first try for that order, whatever its key: it may have had the effect', () => {
    const first = { ...lost('ann', 'book', 'A1', [30, 40], { order: '1' }), idempotencyKey: 'other' };
    const again = ok('ann', 'book', 'A1', [200, 210], { order: '1' });
    expect(verdictOf(annHolds, first, again)).toBe('pass');
    expect(verdictOf(annHolds, { ...first, value: { order: '2' } }, again)).toBe('fail');
  });

  test('does not believe a violation in a cut history', () => {
    expect(findingOf(holdExclusive, { operations: [annBooks], historyIsWhole: false }).verdict).toBe(
      'unknown',
    );
  });
});

test('is unknown when nobody held or booked, and silent about clients without holds', () => {
  expect(findingOf(holdExclusive, {}).verdict).toBe('unknown');
  expect(holdExclusive.applies(poolClient)).toBe(false);
  expect(holdExclusive.applies({ ...seatClient, operations: ['book'] })).toBe(false);
});
