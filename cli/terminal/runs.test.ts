import { expect, test } from 'vitest';
import type { Verdict, VerdictWord } from '../../reports/verdict/verdict.ts';
import { runsTogether } from './runs.ts';

function verdictOf(id: string, verdict: VerdictWord, decided: number): Verdict {
  const run = { id, name: 'n', dir: '/r', startedAt: '', seed: 1, topology: null, target: 't' };
  const measurements = { 'contention.decided': { value: decided, unit: 's', samples: 1 } };
  return { schemaVersion: 1, run, verdict, findings: [], measurements };
}

test('the worst has the worst verdict, and among equals took longest to decide', () => {
  const [slow, quick, unknown] = [
    verdictOf('slow', 'pass', 9),
    verdictOf('quick', 'pass', 1),
    verdictOf('unknown', 'unknown', 2),
  ];
  expect(runsTogether([quick, slow])).toMatchObject({ worst: 'slow', verdict: 'pass' });
  expect(runsTogether([quick, unknown, slow])).toMatchObject({ worst: 'unknown', verdict: 'unknown' });
  const failed = verdictOf('failed', 'fail', 0);
  expect(runsTogether([unknown, failed, slow])).toMatchObject({ worst: 'failed', verdict: 'fail' });
});

test('runs stand in the order in which they were made', () => {
  const runs = [verdictOf('b', 'pass', 1), verdictOf('a', 'fail', 2)];
  expect(runsTogether(runs).runs.map(({ run }) => run.id)).toEqual(['b', 'a']);
  expect(runs.map(({ run }) => run.id)).toEqual(['b', 'a']);
});
