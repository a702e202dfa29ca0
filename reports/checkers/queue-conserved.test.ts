import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { lost, ok, refused } from '../testing/literal.ts';
import { queueClient, queueRules } from '../testing/queue/queue-run.ts';
import { queueConserved } from './queue-conserved.ts';

type Ms = Parameters<typeof ok>[3];
const place = (who: string, ms: Ms, sequence: number, epoch = 1) =>
  ok(who, 'queue-join', 'e', ms, { position: 1, sequence, epoch });
const position = (who: string, ms: Ms, at: number) => ok(who, 'queue-admit', 'e', ms, { position: at });
const noPlace = (who: string, ms: Ms) => ({ ...refused(who, 'queue-admit', 'e', ms), error: 'expired' });
const found = (operations: ReturnType<typeof ok>[], queue = queueRules) =>
  findingOf(queueConserved, { operations, client: queueClient, queue });

describe('moved back', () => {
  test('passes who keeps the place, or gets a better one', () => {
    expect(found([place('ann', [0, 10], 7), place('ann', [20, 30], 7)])).toMatchObject({
      verdict: 'pass',
      observed: '1 place, 1 further look',
    });
    expect(found([place('ann', [0, 10], 7, 2), place('ann', [20, 30], 9, 1)]).verdict).toBe('pass');
  });

  test('fails a higher number, or a later epoch', () => {
    const { verdict, evidence } = found([place('ann', [0, 10], 7), place('ann', [20, 30], 8)]);
    expect(verdict).toBe('fail');
    expect(evidence[0]?.what).toBe(
      'ann had place 7 of epoch 1 by 0.010000 s, and place 8 of epoch 1 after 0.020000 s.',
    );
    expect(found([place('ann', [0, 10], 7), place('ann', [20, 30], 1, 2)]).verdict).toBe('fail');
    const back = [place('ann', [0, 10], 7), place('ann', [20, 30], 5), place('ann', [40, 50], 6)];
    expect(found(back).verdict).toBe('fail');
  });

  test('looks at positions where no numbers are told', () => {
    expect(found([position('ann', [0, 10], 3), position('ann', [20, 30], 3)]).verdict).toBe('pass');
    expect(found([position('ann', [0, 10], 3), position('ann', [20, 30], 4)]).verdict).toBe('fail');
    const told = ok('ann', 'queue-join', 'e', [0, 10], { position: 3, sequence: 7 });
    const later = ok('ann', 'queue-join', 'e', [20, 30], { position: 4, sequence: 7 });
    expect(found([told, later]).verdict).toBe('pass');
  });

  test.each([
    ['left', ok('ann', 'queue-leave', 'e', [12, 14])],
    ['may have left', lost('ann', 'queue-leave', 'e', [12, 14])],
    ['was in', ok('ann', 'queue-admit', 'e', [12, 14], { position: 0 })],
  ])('passes who %s in between', (_, between) => {
    expect(found([place('ann', [0, 10], 7), between, place('ann', [20, 30], 8)]).verdict).not.toBe('fail');
  });

  test('passes answers that overlap, and who was away', () => {
    expect(found([place('ann', [0, 20], 7), place('ann', [10, 30], 8)]).verdict).toBe('pass');
    const away = { ...queueRules, graceMs: 30 };
    expect(found([place('ann', [0, 10], 7), place('ann', [20, 30], 8)], away).verdict).not.toBe('fail');
  });
});

describe('lost', () => {
  test('fails who waited and then has no place', () => {
    const { verdict, evidence } = found([place('ann', [0, 10], 7), noPlace('ann', [20, 30])]);
    expect(verdict).toBe('fail');
    expect(evidence[0]?.what).toBe('ann waited at 0.000000 s, and had no place any more by 0.030000 s.');
  });

  test('passes who was away, left, was in, or may have been', () => {
    const waited = place('ann', [0, 10], 7);
    const gone = noPlace('ann', [20, 30]);
    expect(found([waited, gone], { ...queueRules, graceMs: 30 }).verdict).not.toBe('fail');
    expect(found([waited, gone], { ...queueRules, turnMs: 30 }).verdict).not.toBe('fail');
    expect(found([waited, ok('ann', 'queue-leave', 'e', [12, 14]), gone]).verdict).not.toBe('fail');
    expect(found([waited, ok('ann', 'queue-admit', 'e', [12, 14]), gone]).verdict).not.toBe('fail');
    expect(found([waited, refused('ann', 'queue-admit', 'e', [20, 30])]).verdict).not.toBe('fail');
    expect(found([place('ann', [0, 20], 7), noPlace('ann', [10, 30])]).verdict).not.toBe('fail');
  });
});

describe('doubled', () => {
  test('fails a number that two have, whenever, and though the history is cut', () => {
    const operations = [place('ann', [0, 10], 7), place('bob', [500, 510], 7)];
    expect(found(operations).evidence[0]?.what).toBe('Place 7 of epoch 1 was given to ann and bob.');
    const cut = { operations, client: queueClient, queue: queueRules, historyIsWhole: false };
    expect(findingOf(queueConserved, cut).verdict).toBe('fail');
    expect(found([place('ann', [0, 10], 7), place('bob', [0, 10], 7, 2)]).verdict).not.toBe('fail');
  });

  test('fails a position that two had at one instant', () => {
    const ann = [position('ann', [0, 10], 3), position('ann', [30, 40], 3)];
    expect(found([...ann, position('bob', [12, 14], 3), position('bob', [18, 20], 3)]).verdict).toBe('fail');
    expect(found([...ann, position('bob', [31, 35], 3), position('bob', [38, 40], 3)]).verdict).toBe('pass');
    expect(found([...ann, position('bob', [12, 20], 3)]).verdict).toBe('pass');
  });
});

test('is unknown when nobody looked twice', () => {
  expect(found([place('ann', [0, 10], 7)]).observed).toBe(
    'nobody looked at their place twice (1 place, 0 further looks)',
  );
});
