import { expect, test } from 'vitest';
import { budgetFindings } from './decide.ts';

const measured = {
  'http.p95': { value: 150, unit: 'ms', samples: 1000 },
  'contention.granted': { value: 99, unit: 'count', samples: 1000 },
  'http.errors': { value: 0.02, unit: 'ratio', samples: 1000 },
  'push.p95': { value: 5, unit: 'ms', samples: 0 },
};
const sound = { latencyVoid: null, evidenceGap: null };

test.each([
  [{ measurement: 'http.p95', max: 200 }, 'pass', 0.25],
  [{ measurement: 'http.p95', max: 150 }, 'pass', 0],
  [{ measurement: 'http.p95', max: 100 }, 'fail', -0.5],
  [{ measurement: 'http.p95', min: 100, max: 200 }, 'pass', 0.25],
  [{ measurement: 'http.p95', min: 200, max: 300 }, 'fail', -0.25],
  [{ measurement: 'contention.granted', min: 100 }, 'fail', -0.01],
  [{ measurement: 'http.errors', max: 0 }, 'fail', null],
  [{ measurement: 'push.p95', max: 100 }, 'unknown', null],
  [{ measurement: 'push.p99', max: 100 }, 'unknown', null],
] as const)('%j: %s', (budget, verdict, margin) => {
  const [finding] = budgetFindings([budget], measured, sound);
  expect(finding).toMatchObject({ id: budget.measurement, kind: 'budget', verdict });
  if (margin === null) expect(finding?.margin).toBeNull();
  else expect(finding?.margin).toBeCloseTo(margin);
});

test('a saturated machine voids times and rates, not counts and ratios', () => {
  const budgets = [
    { measurement: 'http.p95', max: 100 },
    { measurement: 'http.errors', max: 0.01 },
    { measurement: 'contention.granted', min: 90 },
  ];
  const findings = budgetFindings(budgets, measured, { ...sound, latencyVoid: 'the CPU was full' });
  expect(findings.map(({ verdict }) => verdict)).toEqual(['unknown', 'fail', 'pass']);
  expect(findings[0]?.observed).toBe('150 ms of 1000 samples; the CPU was full');
});

test('nothing is decided from evidence that is not whole', () => {
  const [finding] = budgetFindings([{ measurement: 'contention.granted', min: 90 }], measured, {
    ...sound,
    evidenceGap: 'the history it was measured from is not whole',
  });
  expect(finding?.verdict).toBe('unknown');
});
