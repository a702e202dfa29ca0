import { expect, it } from 'vitest';
import { readRun } from '../evidence/run-directory.ts';
import type { Finding, Verdict } from '../verdict/verdict.ts';
import { temporaryRun } from './testing/temporary-run.ts';
import { headline } from './wording.ts';

async function sentence(
  change: (verdict: Verdict) => Verdict,
  kind: 'pass' | 'pool' = 'pass',
): Promise<string> {
  await using run = await temporaryRun(kind);
  const { record } = await readRun(run.dir);
  return headline(record, change(run.verdict));
}

const finding = (id: string, kind: Finding['kind'], verdict: Finding['verdict']): Finding => ({
  id,
  kind,
  verdict,
  expected: 'this',
  observed: 'that.',
  margin: null,
  evidence: [],
});
const withFindings =
  (word: Verdict['verdict'], findings: Finding[]) =>
  (verdict: Verdict): Verdict => ({
    ...verdict,
    verdict: word,
    findings,
  });

it('says of a pass what was sold', async () => {
  expect(await sentence((verdict) => verdict)).toBe('100 of 100 seats sold, each once; 900 refused.');
  expect(await sentence((verdict) => verdict, 'pool')).toBe(
    '400 of 400 tickets sold, none beyond the pool; 600 refused.',
  );
});

it('claims «each once» only where that was checked and holds', async () => {
  expect(await sentence(withFindings('pass', [finding('money', 'invariant', 'pass')]))).toBe(
    '100 of 100 seats sold; 900 refused.',
  );
});

it('says of a failure what broke, whatever is unknown beside', async () => {
  const findings = [
    finding('generators-sound', 'validity', 'unknown'),
    finding('no-double-booking', 'invariant', 'fail'),
    finding('http.p95', 'budget', 'fail'),
  ];
  expect(await sentence(withFindings('fail', findings))).toBe('Seats sold twice: that, and 1 more finding.');
});

it('says of an unknown its cause before what follows from it', async () => {
  const findings = [
    finding('money', 'invariant', 'unknown'),
    finding('history-whole', 'validity', 'unknown'),
  ];
  expect(await sentence(withFindings('unknown', findings))).toBe(
    'cannot be judged: the history is not whole (that), and 1 more finding.',
  );
});

it('says when nothing was examined', async () => {
  expect(await sentence(withFindings('unknown', []))).toBe('nothing was examined, so nothing is proven.');
});
