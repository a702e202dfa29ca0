import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { numbered } from '../testing/literal.ts';
import type { Unnumbered } from '../testing/model/play.ts';
import { anyLine, canBeInOrder, oneTurnEach } from '../testing/queue/any-line.ts';
import type { Fault } from '../testing/queue/line.ts';
import { playQueue, type QueueCrowd, queueCrowds } from '../testing/queue/play-queue.ts';
import { queueClient } from '../testing/queue/queue-run.ts';
import type { Checker } from './checker.ts';
import { queueCapacity } from './queue-capacity.ts';
import { queueConserved } from './queue-conserved.ts';
import { queueFifo } from './queue-fifo.ts';

const checkers = [queueFifo, queueCapacity, queueConserved];

function found(checker: Checker, { rules }: QueueCrowd, operations: Unnumbered[]) {
  return findingOf(checker, { operations, client: queueClient, queue: rules });
}

describe('a correct queue is never accused, whatever is asked of it and whatever is lost', {
  timeout: 60_000,
}, () => {
  test.each(checkers.map((checker) => [checker.id, checker] as const))('by %s', (_, checker) => {
    let passed = 0;
    fc.assert(
      fc.property(queueCrowds, (crowd) => {
        const { verdict, evidence } = found(checker, crowd, playQueue(crowd));
        expect(verdict === 'fail' ? evidence : []).toEqual([]);
        if (verdict === 'pass') passed++;
      }),
      { numRuns: 500 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});

describe('a queue that is wrong in one thing is caught', { timeout: 60_000 }, () => {
  const faults: [Exclude<Fault, null>, Checker][] = [
    ['last-first', queueFifo],
    ['no-capacity', queueCapacity],
    ['no-rate', queueCapacity],
    ['reset', queueConserved],
    ['same-number', queueConserved],
    ['forgets', queueConserved],
  ];
  test.each(faults)('%s', (fault, checker) => {
    const numRuns = 300;
    let caught = 0;
    fc.assert(
      fc.property(queueCrowds, (crowd) => {
        // So that several turns end between two rounds.
        const hasty = { capacity: 3, ratePerSecond: 1, turnMs: 900 };
        const rules = fault === 'no-rate' ? { ...crowd.rules, ...hasty } : crowd.rules;
        const wrong = { ...crowd, rules };
        if (found(checker, wrong, playQueue(wrong, fault)).verdict === 'fail') caught++;
      }),
      { numRuns },
    );
    expect(caught).toBeGreaterThan(numRuns / 50);
  });
});

describe('trying everything', { timeout: 60_000 }, () => {
  const numRuns = 500;
  const accuses = (checker: Checker, operations: readonly Unnumbered[]) => {
    const ordered = numbered(operations).sort((a, b) => a.index - b.index);
    const partition = { key: 'queues', operations: ordered, rows: [] };
    return checker.check(partition, { client: queueClient, foundBefore: new Set() }).violations.length > 0;
  };
  function agree(histories: fc.Arbitrary<Unnumbered[]>, isSound: (operations: Unnumbered[]) => boolean) {
    const answers = { sound: 0, violating: 0 };
    fc.assert(
      fc.property(histories, (operations) => {
        answers[isSound(operations) ? 'sound' : 'violating']++;
      }),
      { numRuns },
    );
    expect(Math.min(answers.sound, answers.violating)).toBeGreaterThan(numRuns / 50);
  }

  test('queue-fifo accuses exactly what no line explains, where each has one turn', () => {
    agree(oneTurnEach, (operations) => {
      const isSound = canBeInOrder(operations, false);
      expect(accuses(queueFifo, operations)).toBe(!isSound);
      return isSound;
    });
  });

  test('queue-fifo accuses nothing that some line explains', () => {
    agree(anyLine, (operations) => {
      const isSound = canBeInOrder(operations, false);
      if (isSound) expect(accuses(queueFifo, operations)).toBe(false);
      return isSound;
    });
  });

  test('queue-conserved accuses nothing that some line explains', () => {
    agree(anyLine, (operations) => {
      const isSound = canBeInOrder(operations, true);
      if (isSound) expect(accuses(queueConserved, operations)).toBe(false);
      return isSound;
    });
  });
});
