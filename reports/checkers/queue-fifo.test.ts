import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { busy, lost, ok, refused, seatClient, unended } from '../testing/literal.ts';
import { queueClient, queueRules } from '../testing/queue/queue-run.ts';
import { queueFifo } from './queue-fifo.ts';

type Given = Parameters<typeof ok>;
const at = (position: number) => ({ position });
const joins = (who: string, ms: Given[3], position: number) =>
  ok(who, 'queue-join', 'e', ms, position === 0 ? { position, ttlMs: 1_000 } : at(position));
const asks = (who: string, ms: Given[3], position: number) =>
  ok(who, 'queue-admit', 'e', ms, position === 0 ? { position, ttlMs: 1_000 } : at(position));
const found = (operations: ReturnType<typeof ok>[], queue = queueRules) =>
  findingOf(queueFifo, { operations, client: queueClient, queue });

const annWaits = joins('ann', [0, 10], 1);
const annStillWaits = asks('ann', [60, 70], 1);
const bobJoins = joins('bob', [20, 30], 2);
const bobIsIn = asks('bob', [40, 50], 0);

describe('passed over', () => {
  test('passes who is let in in order', () => {
    const { verdict, observed } = found([
      annWaits,
      bobJoins,
      asks('ann', [40, 50], 1),
      asks('bob', [40, 50], 2),
      asks('ann', [60, 70], 0),
      asks('bob', [60, 70], 0),
    ]);
    expect([verdict, observed]).toEqual(['pass', '2 waiters, 2 admissions']);
  });

  test('fails who is let in before an earlier joiner, with what shows it', () => {
    const { verdict, evidence } = found([annWaits, bobJoins, bobIsIn, annStillWaits]);
    expect(verdict).toBe('fail');
    expect(evidence[0]?.what).toBe(
      'ann had a place by 0.010000 s and still waited at 0.060000 s, when 1 buyer who asked for one later ' +
        'had been let in, bob by 0.050000 s.',
    );
    expect(evidence[0]?.operations.map(({ process, f }) => `${process} ${f}`)).toEqual([
      'ann queue-join',
      'bob queue-join',
      'bob queue-admit',
      'ann queue-admit',
    ]);
  });

  test('fails who comes in at once while another waits', () => {
    expect(found([annWaits, joins('bob', [20, 30], 0), annStillWaits]).verdict).toBe('fail');
  });

  test('counts how many, and shows the deepest first', () => {
    const late = ['cy', 'dee', 'eve'].flatMap((who) => [joins(who, [35, 36], 9), asks(who, [37, 38], 0)]);
    const { evidence, observed } = found([
      annWaits,
      joins('bob', [34, 36], 2),
      ...late,
      asks('bob', [60, 70], 2),
      annStillWaits,
    ]);
    expect(observed).toContain('1 violation in');
    expect(evidence[0]?.what).toContain('3 buyers who asked');
    const fay = joins('fay', [12, 13], 0);
    const { evidence: two } = found([
      annWaits,
      fay,
      bobJoins,
      ...late,
      asks('bob', [60, 70], 2),
      annStillWaits,
    ]);
    expect(two.map(({ what }) => what.slice(0, 3))).toEqual(['ann', 'bob']);
  });
});

describe('what is not certain is no violation', () => {
  test.each([
    ['joins that overlap', [joins('ann', [0, 20], 1), bobJoins, bobIsIn, annStillWaits]],
    ['an answer that was sent before it was known', [annWaits, bobJoins, bobIsIn, asks('ann', [50, 70], 1)]],
    ['who may have been let in before', [annWaits, bobJoins, bobIsIn, asks('ann', [60, 70], 0)]],
    ['who was not heard of again', [annWaits, bobJoins, bobIsIn, lost('ann', 'queue-admit', 'e', [60, 70])]],
    ['who left', [annWaits, ok('ann', 'queue-leave', 'e', [12, 14]), bobJoins, bobIsIn, annStillWaits]],
    [
      'who may have left',
      [annWaits, lost('ann', 'queue-leave', 'e', [12, 14]), bobJoins, bobIsIn, annStillWaits],
    ],
    [
      'who may be leaving',
      [annWaits, bobJoins, bobIsIn, unended('ann', 'queue-leave', 'e', [55, 0]), annStillWaits],
    ],
    ['who was told to have no place', [annWaits, refusedPlace([12, 14]), bobJoins, bobIsIn, annStillWaits]],
    [
      'who asked long before',
      [lost('bob', 'queue-join', 'e', [-9, -5]), annWaits, bobJoins, bobIsIn, annStillWaits],
    ],
  ])('%s', (_, operations) => {
    expect(found(operations).verdict).not.toBe('fail');
  });

  function refusedPlace(ms: Given[3]) {
    return { ...refused('ann', 'queue-admit', 'e', ms), error: 'expired' };
  }

  test('who was away for the grace, but not who was seen in time', () => {
    const waitsAfter = (ms: number) => asks('ann', [ms, ms + 5], 1);
    const rules = { ...queueRules, graceMs: 100 };
    const [joined, isIn] = [joins('bob', [20, 30], 2), asks('bob', [92, 93], 0)];
    expect(found([annWaits, joined, isIn, waitsAfter(94)], rules).verdict).toBe('fail');
    expect(found([annWaits, joined, isIn, waitsAfter(95)], rules).verdict).not.toBe('fail');
    expect(found([annWaits, joined, asks('ann', [60, 70], 1), isIn, waitsAfter(95)], rules).verdict).toBe(
      'fail',
    );
    expect(found([annWaits, joined, isIn, waitsAfter(95)], { ...rules, graceMs: 101 }).verdict).toBe('fail');
    const turns = { ...rules, graceMs: 1_000, turnMs: 100 };
    expect(found([annWaits, joined, isIn, waitsAfter(95)], turns).verdict).not.toBe('fail');
  });

  test('a place that was asked for anew after leaving, or after a turn, is as old as that', () => {
    const left = ok('bob', 'queue-leave', 'e', [-20, -10]);
    const early = joins('bob', [-60, -50], 0);
    expect(found([early, annWaits, bobJoins, bobIsIn, annStillWaits]).verdict).toBe('pass');
    expect(found([early, left, annWaits, bobJoins, bobIsIn, annStillWaits]).verdict).toBe('pass');
    const leftLater = ok('bob', 'queue-leave', 'e', [12, 14]);
    expect(found([early, annWaits, leftLater, bobJoins, bobIsIn, annStillWaits]).verdict).toBe('fail');
    const secondTurn = (from: number) => [joins('bob', [from, 14], 0), bobJoins, bobIsIn];
    expect(found([early, annWaits, ...secondTurn(8), annStillWaits]).verdict).toBe('pass');
    expect(found([early, annWaits, ...secondTurn(12), annStillWaits]).verdict).toBe('fail');
  });

  test('busy answers and missing history', () => {
    const knocks = busy('ann', 'queue-admit', 'e', [51, 52]);
    expect(found([annWaits, bobJoins, bobIsIn, knocks, annStillWaits]).verdict).toBe('fail');
    const cut = findingOf(queueFifo, {
      operations: [annWaits, bobJoins, bobIsIn, annStillWaits],
      client: queueClient,
      queue: queueRules,
      historyIsWhole: false,
    });
    expect(cut.verdict).toBe('unknown');
  });

  test('each event has a line of its own', () => {
    const other = (each: ReturnType<typeof ok>) => ({ ...each, key: ['f'] });
    expect(found([annWaits, other(bobJoins), other(bobIsIn), annStillWaits]).verdict).toBe('pass');
    expect(found([annWaits, other(bobJoins), bobJoins, bobIsIn, annStillWaits]).verdict).toBe('fail');
  });
});

test('is unknown when nobody waited, and silent about clients without a queue', () => {
  expect(found([]).observed).toContain('there was nothing to examine');
  expect(found([joins('ann', [0, 10], 0)])).toMatchObject({
    verdict: 'unknown',
    observed: 'nobody was seen to wait twice (0 waiters, 1 admission)',
  });
  expect(queueFifo.applies(seatClient)).toBe(false);
});
