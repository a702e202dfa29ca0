import { describe, expect, it } from 'vitest';
import type { Finding, Verdict } from '../../reports/verdict/verdict.ts';
import { plantedBugs } from './bugs.ts';
import { namesOperations, type PlantedBug } from './planted-bug.ts';
import { judgeSound, judgeTrial } from './try-bug.ts';

const bug: PlantedBug = {
  variant: 'v',
  summary: 's',
  finding: 'no-double-booking',
  settings: { strategy: 'row-lock', fastLayer: false },
  names: namesOperations(2),
};

const operation = { index: 1, process: 'b1', f: 'book', outcome: 'ok', invoked: 1, ended: 2 };

function verdictWith(...findings: Partial<Finding>[]): Verdict {
  const whole = findings.map((finding) => ({
    id: 'no-double-booking',
    kind: 'invariant' as const,
    verdict: 'pass' as const,
    expected: '',
    observed: '',
    margin: null,
    evidence: [],
    ...finding,
  }));
  const word = whole.some((finding) => finding.verdict === 'fail') ? 'fail' : 'pass';
  const run = { id: 'r', name: 'n', dir: '/r', startedAt: '', seed: 1, topology: null, target: 't' };
  return { schemaVersion: 1, run, verdict: word, findings: whole, measurements: {} };
}

describe('a trial of a planted bug', () => {
  it('is caught when the right finding fails and names a seat with its operations', () => {
    const evidence = [
      { subject: 'seat-7', what: 'booked twice', operations: [operation, operation], ledger: [] },
    ];
    const trial = judgeTrial(bug, verdictWith({ verdict: 'fail', evidence }));
    expect(trial).toMatchObject({ caught: true, found: ['no-double-booking'], says: 'seat-7: booked twice' });
  });

  it('is missed when another finding fails in its place', () => {
    const trial = judgeTrial(bug, verdictWith({}, { id: 'money', verdict: 'fail' }));
    expect(trial).toMatchObject({ caught: false, found: ['money'], says: 'no-double-booking says pass' });
  });

  it('is missed when the finding fails without naming what happened', () => {
    const evidence = [{ subject: 'seat-7', what: 'booked twice', operations: [], ledger: [] }];
    expect(judgeTrial(bug, verdictWith({ verdict: 'fail', evidence })).caught).toBe(false);
  });

  it('is missed when the finding was never made', () => {
    expect(judgeTrial(bug, verdictWith({ id: 'money' })).says).toContain('no finding no-double-booking');
  });
});

describe('the sound target', () => {
  it('must pass as a whole', () => {
    expect(judgeSound(verdictWith({})).caught).toBe(true);
    expect(judgeSound(verdictWith({ verdict: 'fail' })).caught).toBe(false);
    expect(judgeSound({ ...verdictWith({ verdict: 'unknown' }), verdict: 'unknown' }).caught).toBe(false);
  });
});

describe('the list of planted bugs', () => {
  it('names each variant once', () => {
    expect(new Set(plantedBugs.map(({ variant }) => variant)).size).toBe(plantedBugs.length);
  });
});
