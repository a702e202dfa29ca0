import { expect, test } from 'vitest';
import type { Verdict, VerdictWord } from '../../reports/verdict/verdict.ts';
import { memoryTerminal } from '../testing/terminal.ts';
import { showStrategies, strategiesTogether } from './strategies.ts';

function verdictOf(id: string, verdict: VerdictWord, decided: number): Verdict {
  const run = { id, name: 'n', dir: '/r', startedAt: '', seed: 1, topology: null, target: 't' };
  const measure = (value: number) => ({ value, unit: '', samples: 1 });
  const measurements = {
    'contention.decided': measure(decided),
    'http.p95': measure(1234.5),
    'target.retries': measure(7),
  };
  const kind = 'invariant' as const;
  const finding = {
    id: 'money',
    kind,
    verdict,
    expected: 'paid',
    observed: 'not paid',
    margin: null,
    evidence: [],
  };
  return { schemaVersion: 1, run, verdict, findings: [finding], measurements };
}
const strategies = [
  { strategy: 'row-lock', runs: [verdictOf('a', 'pass', 2), verdictOf('b', 'pass', 4)] },
  { strategy: 'batch', runs: [verdictOf('c', 'fail', 1), verdictOf('d', 'pass', 1)] },
];

test('the document has the runs, their worst and a row a strategy', () => {
  expect(strategiesTogether(strategies, '/r/comparison.html')).toMatchObject({
    schemaVersion: 1,
    runs: [{}, {}, {}, {}],
    worst: 'c',
    verdict: 'fail',
    strategies: [
      {
        strategy: 'row-lock',
        verdict: 'pass',
        best: true,
        runs: ['a', 'b'],
        medians: { 'contention.decided': 3 },
      },
      { strategy: 'batch', verdict: 'fail', best: false, runs: ['c', 'd'] },
    ],
    comparison: '/r/comparison.html',
  });
});

test('the table has a row a strategy, blank where nothing was measured, and says what did not pass', () => {
  const { terminal, lines } = memoryTerminal();
  showStrategies(strategies, '/r/comparison.html', terminal);
  const row = (name: string) =>
    lines()
      .find((line) => line.includes(` ${name} `))
      ?.trim()
      .split(/\s{2,}/);
  expect(row('row-lock')).toEqual(['best', 'row-lock', 'pass', '3.00', '1,235', '7']);
  expect(row('batch')).toEqual(['batch', 'fail', '1.00', '1,235', '7']);
  expect(lines()).toContain('c: money (not paid)');
  expect(lines()).toContain('fail  2 strategies, 2 runs each, medians; the first of each was cold');
});
