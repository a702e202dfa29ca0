import type { Verdict } from '../../reports/verdict/verdict.ts';
import type { PlantedBug } from './planted-bug.ts';

/** One line of `self-test --json` (docs/cli.md), with where to look. */
export interface Trial {
  variant: string;
  /** The finding that must fail; `none` for the sound target. */
  expected: string;
  /** Every finding that failed. */
  found: string[];
  caught: boolean;
  seconds: number;
  run: string;
  /** What the finding says, or why it was not caught. */
  says: string;
}

/** Whether a bug was caught: the right finding failed, and its evidence names a seat and the operations. */
export function judgeTrial(
  bug: PlantedBug,
  verdict: Verdict,
): Pick<Trial, 'expected' | 'found' | 'caught' | 'says'> {
  const found = verdict.findings.filter((finding) => finding.verdict === 'fail').map((finding) => finding.id);
  const finding = verdict.findings.find(({ id }) => id === bug.finding);
  const failed = finding?.verdict === 'fail';
  const named = finding !== undefined && bug.names(finding.evidence);
  const first = finding?.evidence[0];
  const says =
    failed && named ? `${first?.subject}: ${first?.what}` : whyMissed(bug, finding?.verdict, named);
  return { expected: bug.finding, found, caught: failed && named, says };
}

function whyMissed(bug: PlantedBug, word: string | undefined, named: boolean): string {
  if (word === undefined) return `no finding ${bug.finding} was made`;
  if (word !== 'fail') return `${bug.finding} says ${word}`;
  return named ? '' : `${bug.finding} failed, but its evidence names no seat with its operations`;
}

/** The sound target must pass, whole: a checker that cries wolf is worth nothing. */
export function judgeSound(verdict: Verdict): Pick<Trial, 'expected' | 'found' | 'caught' | 'says'> {
  const found = verdict.findings.filter((finding) => finding.verdict === 'fail').map((finding) => finding.id);
  const undecided = verdict.findings
    .filter((finding) => finding.verdict === 'unknown')
    .map((finding) => finding.id);
  const caught = verdict.verdict === 'pass';
  const says = caught
    ? `all ${verdict.findings.length} findings hold`
    : `failed: ${found.join(', ') || 'none'}; undecided: ${undecided.join(', ') || 'none'}`;
  return { expected: 'none', found, caught, says };
}
