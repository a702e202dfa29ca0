import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { lost, ok, refused } from '../testing/literal.ts';
import { queueClient, queueRules } from '../testing/queue/queue-run.ts';
import { type Happened, worstRush } from './queue/pace.ts';
import { queueCapacity } from './queue-capacity.ts';

type Ms = Parameters<typeof ok>[3];
const isIn = (who: string, ms: Ms, ttlMs = 100) => ok(who, 'queue-join', 'e', ms, { position: 0, ttlMs });
const waits = (who: string, ms: Ms) => ok(who, 'queue-join', 'e', ms, { position: 1 });
const entered = (who: string, ms: Ms) => ok(who, 'queue-admit', 'e', ms, { position: 0, ttlMs: 1_000 });
const found = (operations: ReturnType<typeof ok>[], queue = queueRules) =>
  findingOf(queueCapacity, { operations, client: queueClient, queue });

const roomy = { ...queueRules, capacity: 100 };
const two = [isIn('ann', [0, 10]), isIn('bob', [0, 20])];

describe('more than there is room for', () => {
  test('passes as many as there is room for, and fails one more', () => {
    expect(found(two)).toMatchObject({ verdict: 'pass', observed: '2 turns, 0 admitted waiters' });
    const { verdict, evidence } = found([...two, isIn('cy', [30, 40])]);
    expect(verdict).toBe('fail');
    expect(evidence[0]?.what).toBe('3 buyers were certainly in at 0.040000 s, and there is room for 2.');
    expect(evidence[0]?.operations.map(({ process }) => process)).toEqual(['ann', 'bob', 'cy']);
  });

  test.each([
    ['one left', ok('ann', 'queue-leave', 'e', [25, 60])],
    ['one may have left', lost('ann', 'queue-leave', 'e', [25, 60])],
    ['one bought', ok('ann', 'book', 'A1', [25, 60], { order: '1' })],
    ['one was refused a purchase', refused('ann', 'book', 'A1', [25, 60])],
    ['one was told to wait', waits('ann', [25, 60])],
    ['one had less time left', ok('ann', 'queue-admit', 'e', [20, 60], { position: 0, ttlMs: 10 })],
  ])('passes when %s', (_, operation) => {
    expect(found([...two, operation, isIn('cy', [30, 40])]).verdict).toBe('pass');
  });

  test('passes once a turn may be over, counted from its invoke', () => {
    expect(found([...two, isIn('cy', [90, 99])]).verdict).toBe('fail');
    expect(found([...two, isIn('cy', [90, 100])]).verdict).toBe('pass');
  });

  test('counts one buyer once, however often they ask', () => {
    expect(found([...two, isIn('ann', [30, 40]), isIn('bob', [30, 40])]).verdict).toBe('pass');
  });

  test('a leave without an answer may end what comes later', () => {
    const before = lost('cy', 'queue-leave', 'e', [-20, -10]);
    expect(found([...two, before, isIn('cy', [30, 40])]).verdict).toBe('pass');
    expect(found([...two, ok('cy', 'queue-leave', 'e', [-20, -10]), isIn('cy', [30, 40])]).verdict).toBe(
      'fail',
    );
  });

  test('does not believe a cut history', () => {
    const operations = [...two, isIn('cy', [30, 40])];
    const cut = { operations, client: queueClient, queue: queueRules, historyIsWhole: false };
    expect(findingOf(queueCapacity, cut).verdict).toBe('unknown');
  });
});

describe('faster than the rate', () => {
  const waiters = Array.from({ length: 12 }, (_, nth) => `w${nth}`);
  const rush = (to: number) =>
    waiters.flatMap((who, nth) => [waits(who, [nth, nth]), entered(who, [nth + 50, nth + to])]);

  test('fails more than a second’s worth at once, and passes them over a longer time', () => {
    expect(found(rush(60), roomy).verdict).toBe('fail');
    expect(found(rush(60), roomy).evidence[0]?.what).toContain(
      '12 waiters were let in between 0.000000 s and 0.071000 s; at 10/s it may be 10.',
    );
    expect(found(rush(300), roomy).verdict).toBe('pass');
  });

  test('does not count who came in without having waited, or may have', () => {
    const atOnce = waiters.map((who, nth) => isIn(who, [nth, nth + 1], 5));
    expect(found(atOnce, roomy).verdict).toBe('pass');
    const away = { ...roomy, graceMs: 40 };
    expect(found(rush(60), away).verdict).toBe('pass');
  });

  test('finds what trying all times finds', () => {
    const happened = fc
      .tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 900 }))
      .map(([after, for_]): Happened => ({ after: after * 1e6, by: (after + for_) * 1e6 }));
    const verdicts = { kept: 0, broken: 0 };
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 14 }), fc.integer({ min: 1, max: 4 }), (all, rate) => {
        const broken = all.some(({ after }) =>
          all.some(({ by }) => {
            const within = all.filter((each) => each.after >= after && each.by <= by).length;
            return within > 0 && within > rate * ((by - after) / 1e9 + 1) + 1e-6;
          }),
        );
        const found = worstRush(all, rate);
        verdicts[broken ? 'broken' : 'kept']++;
        expect(found !== null).toBe(broken);
        if (found !== null) expect(found.happened.length).toBeGreaterThan(found.most);
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(verdicts.kept, verdicts.broken)).toBeGreaterThan(50);
  });
});

test('is unknown without turns, and without bounds', () => {
  expect(found([waits('ann', [0, 1]), waits('ann', [2, 3])]).verdict).toBe('unknown');
  expect(found(two, { ...queueRules, capacity: null, ratePerSecond: null }).observed).toContain(
    'there was nothing to examine',
  );
});
