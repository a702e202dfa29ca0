import { describe, expect, it } from 'vitest';
import type { Evidence, Finding, Verdict } from '../../reports/verdict/verdict.ts';
import type { PlantedBug } from './planted-bug.ts';
import { doubtsOf, judgeSound, judgeTrial } from './trial.ts';

const bug: PlantedBug = {
  variant: 'v',
  summary: 's',
  finding: 'no-double-booking',
  settings: { strategy: 'row-lock', fastLayer: false },
  shape: 'rush',
  shows: ({ operations, ledger }) => operations.length === 2 && ledger.length > 0,
};

const operation = (index: number) => ({
  index,
  process: 'b1',
  f: 'book',
  outcome: 'ok',
  invoked: 1,
  ended: 2,
});

const twice: Evidence = {
  subject: 'seat-7',
  what: 'booked twice',
  operations: [operation(1), operation(5)],
  ledger: [{ kind: 'order', id: '1' }],
};

const late: Partial<Finding> = {
  id: 'start-spread',
  kind: 'validity',
  verdict: 'unknown',
  observed: '400 ms',
};

const unknown = (id: string): Partial<Finding> => ({ id, kind: 'validity', verdict: 'unknown' });
const torn = unknown('history-whole');

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
  const words = whole.map(({ verdict }) => verdict as string);
  const word = words.includes('fail') ? 'fail' : words.includes('unknown') ? 'unknown' : 'pass';
  const run = { id: 'r', name: 'n', dir: '/r', startedAt: '', seed: 1, topology: null, target: 't' };
  return { schemaVersion: 1, run, verdict: word, findings: whole, measurements: {} };
}

describe('a trial of a planted bug', () => {
  it('is caught when the right finding fails and names a seat with its operations and rows', () => {
    const trial = judgeTrial(bug, verdictWith({ verdict: 'fail', evidence: [twice] }));
    expect(trial).toMatchObject({ caught: true, found: ['no-double-booking'], says: 'seat-7: booked twice' });
  });

  it('quotes the piece of evidence that names what happened', () => {
    const vague = { ...twice, what: 'something', operations: [] };
    const trial = judgeTrial(bug, verdictWith({ verdict: 'fail', evidence: [vague, twice] }));
    expect(trial.says).toBe('seat-7: booked twice');
  });

  it('is missed when another finding fails in its place', () => {
    const trial = judgeTrial(bug, verdictWith({}, { id: 'money', verdict: 'fail' }));
    expect(trial).toMatchObject({
      caught: false,
      undecided: false,
      found: ['money'],
      says: 'no-double-booking says pass',
    });
  });

  it.each([
    ['nothing', []],
    ['something else', [{ ...twice, what: 'another wrong', operations: [] }]],
    ['no subject', [{ ...twice, subject: '' }]],
  ])('is missed when the finding fails and its evidence shows %s', (_what, evidence) => {
    const trial = judgeTrial(bug, verdictWith({ verdict: 'fail', evidence }, late));
    expect(trial).toMatchObject({ caught: false, undecided: false });
    expect(trial.says).toContain('no-double-booking failed, but nothing in its evidence is what v does');
    expect(trial.says).toContain(evidence[0]?.what ?? 'does');
  });

  it('is missed when the finding was never made', () => {
    expect(judgeTrial(bug, verdictWith({ id: 'money' })).says).toContain('no finding no-double-booking');
  });

  it('is not decided when the bug did not show and the machine was too busy for a rush', () => {
    const trial = judgeTrial(bug, verdictWith({}, late));
    expect(trial).toMatchObject({ caught: false, undecided: true });
    expect(trial.says).toBe('no-double-booking says pass; start-spread: 400 ms');
  });

  it.each([
    ['its finding is unknown', [{ verdict: 'unknown' }, late]],
    ['the history is not whole', [{}, late, torn]],
    ['buyers never came to their end', [{}, late, unknown('buyers-finished')]],
    ['the barrier did not open for all', [{}, late, unknown('barrier-held')]],
  ] as const)('is missed when %s, however busy the machine was', (_what, findings) => {
    const trial = judgeTrial(bug, verdictWith(...findings));
    expect(trial).toMatchObject({ caught: false, undecided: false });
  });

  it('says what else was unknown of one that is missed', () => {
    expect(judgeTrial(bug, verdictWith({}, late, torn)).says).toBe(
      'no-double-booking says pass; start-spread: 400 ms; unknown: history-whole',
    );
  });

  it('is missed when the finding is unknown on a machine with time enough', () => {
    expect(judgeTrial(bug, verdictWith({ verdict: 'unknown' })).undecided).toBe(false);
  });

  it('is caught on a busy machine as well', () => {
    const trial = judgeTrial(bug, verdictWith({ verdict: 'fail', evidence: [twice] }, late));
    expect(trial).toMatchObject({ caught: true, undecided: false });
  });
});

describe('the sound target', () => {
  it('must pass as a whole', () => {
    expect(judgeSound(verdictWith({}))).toMatchObject({ caught: true, undecided: false });
    expect(judgeSound(verdictWith({ verdict: 'fail' }))).toMatchObject({ caught: false, undecided: false });
  });

  it('is not decided when all that is unknown is so for want of time', () => {
    const overlap = unknown('attempts-overlap');
    expect(judgeSound(verdictWith({}, late, overlap))).toMatchObject({ caught: false, undecided: true });
  });

  it.each(['history-whole', 'sold-out-reached', 'buyers-finished', 'barrier-held'])(
    'has not passed when %s is unknown as well, which no busy machine excuses',
    (id) => {
      const trial = judgeSound(verdictWith({}, late, unknown(id)));
      expect(trial).toMatchObject({ caught: false, undecided: false });
      expect(trial.says).toBe(`failed: none; unknown: start-spread, ${id}`);
    },
  );

  it('has not passed when something failed, however busy the machine was', () => {
    expect(judgeSound(verdictWith({ verdict: 'fail' }, late)).undecided).toBe(false);
  });
});

it('only what a busy machine explains is a doubt', () => {
  expect(doubtsOf(verdictWith(late, torn))).toEqual(['start-spread: 400 ms']);
});
