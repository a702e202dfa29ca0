import type { Verdict } from '../../reports/verdict/verdict.ts';
import type { PlantedBug } from './planted-bug.ts';

/** One line of `self-test --json` (docs/self-test.md), with where to look. */
export interface Trial {
  /** `sound` for the target without a bug. */
  variant: string;
  /** How buyers behaved. */
  shape: string;
  /** From 1. */
  pass: number;
  /** The finding that must fail; `none` for the sound target. */
  expected: string;
  /** Every finding that failed. */
  found: string[];
  /** Of the sound target: that it passed. */
  caught: boolean;
  /** Not caught, and that says nothing: the machine was too busy for a fair trial. */
  undecided: boolean;
  /** 2 when the first was no fair trial. */
  tries: number;
  /** From the start of the target's API to the verdict, of all tries. */
  seconds: number;
  /** The last try's directory. */
  run: string;
  /** What the finding says, or why it was not caught. */
  says: string;
  /** Arguments that repeat it, after `onsale`. */
  command: string[];
}

/** What a verdict comes to. */
export type Judged = Pick<Trial, 'expected' | 'found' | 'caught' | 'undecided' | 'says'>;

/** Whether a rush was one: these are unknown when the machine had not the time for it. */
const needsTime = ['start-spread', 'attempts-overlap', 'barrier-held', 'buyers-finished'];

/** Findings that say that the machine, not the target, kept a run from being a fair trial. */
export function doubtsOf({ findings }: Verdict): string[] {
  return findings
    .filter(({ id, verdict }) => verdict === 'unknown' && needsTime.includes(id))
    .map(({ id, observed }) => `${id}: ${observed}`);
}

/** Whether a bug was caught: the right finding failed, and its evidence names what happened. */
export function judgeTrial(bug: PlantedBug, verdict: Verdict): Judged {
  const found = idsOf(verdict, 'fail');
  const finding = verdict.findings.find(({ id }) => id === bug.finding);
  const named = finding !== undefined && bug.names(finding.evidence);
  const caught = finding?.verdict === 'fail' && named;
  const doubts = doubtsOf(verdict);
  const undecided = !caught && finding?.verdict !== 'fail' && doubts.length > 0;
  const first = finding?.evidence.find((piece) => bug.names([piece]));
  const says = caught ? `${first?.subject}: ${first?.what}` : whyMissed(bug, finding?.verdict, doubts);
  return { expected: bug.finding, found, caught, undecided, says };
}

function whyMissed(bug: PlantedBug, word: string | undefined, doubts: readonly string[]): string {
  if (word === undefined) return `no finding ${bug.finding} was made`;
  if (word === 'fail') return `${bug.finding} failed, but its evidence does not name what happened`;
  return [`${bug.finding} says ${word}`, ...doubts].join('; ');
}

/** The sound target must pass, whole: a checker that cries wolf is worth nothing. */
export function judgeSound(verdict: Verdict): Judged {
  const found = idsOf(verdict, 'fail');
  const caught = verdict.verdict === 'pass';
  const says = caught
    ? `all ${verdict.findings.length} findings hold`
    : `failed: ${found.join(', ') || 'none'}; undecided: ${idsOf(verdict, 'unknown').join(', ') || 'none'}`;
  return { expected: 'none', found, caught, undecided: verdict.verdict === 'unknown', says };
}

function idsOf({ findings }: Verdict, word: Verdict['verdict']): string[] {
  return findings.filter(({ verdict }) => verdict === word).map(({ id }) => id);
}
