import { expect, test } from 'vitest';
import type { Verdict, VerdictWord } from '../verdict/verdict.ts';
import { compareStrategies } from './strategies.ts';

let nth = 0;
function run(verdict: VerdictWord, decided: number | null, more: Record<string, number> = {}): Verdict {
  const values = { ...more, ...(decided === null ? {} : { 'contention.decided': decided }) };
  const measurements = Object.entries(values).map(([name, value]) => [name, { value, unit: '', samples: 1 }]);
  const id = `run-${++nth}`;
  const about = { id, name: 'n', dir: '/r', startedAt: '', seed: 1, topology: null, target: 't' };
  return {
    schemaVersion: 1,
    run: about,
    verdict,
    findings: [],
    measurements: Object.fromEntries(measurements),
  };
}

test('a row a strategy, with the median of its runs and their worst verdict', () => {
  const rows = compareStrategies([
    {
      strategy: 'batch',
      runs: [
        run('pass', 9, { 'target.retries': 4 }),
        run('unknown', 1, { 'target.retries': 8 }),
        run('pass', 2),
      ],
    },
  ]);
  expect(rows).toMatchObject([
    { strategy: 'batch', verdict: 'unknown', medians: { 'contention.decided': 2, 'target.retries': 6 } },
  ]);
  expect(rows[0]?.runs).toHaveLength(3);
});

test('the best decided soonest; what sells a seat twice is never the best, however quick', () => {
  const best = compareStrategies([
    { strategy: 'slow', runs: [run('pass', 2)] },
    { strategy: 'wrong', runs: [run('fail', 0.1)] },
    { strategy: 'quick', runs: [run('unknown', 1)] },
    { strategy: 'mute', runs: [run('unknown', null)] },
  ]).filter((row) => row.best);
  expect(best.map(({ strategy }) => strategy)).toEqual(['quick']);
});

test('nobody is the best where nothing was decided', () => {
  expect(compareStrategies([{ strategy: 'mute', runs: [run('unknown', null)] }])[0]?.best).toBe(false);
});
