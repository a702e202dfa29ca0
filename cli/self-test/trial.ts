import type { Finding, Verdict } from '../../reports/verdict/verdict.ts';
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
  /** Not caught, and that says nothing: the machine's lack of time, and nothing else, kept it from being a fair trial. */
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

/** What nothing but the machine's time decides: unknown when it had not enough for a rush. */
const needsTime = ['start-spread', 'attempts-overlap'];

/** Findings that say that the machine, not the target, kept a run from being a fair trial. */
export function doubtsOf({ findings }: Verdict): string[] {
  return findings
    .filter(({ id, verdict }) => verdict === 'unknown' && needsTime.includes(id))
    .map(({ id, observed }) => `${id}: ${observed}`);
}

/** Whether something is unknown, and all of it for want of time; whatever else is unknown is no excuse. */
function lacksOnlyTime(verdict: Verdict): boolean {
  const unknown = idsOf(verdict, 'unknown');
  return unknown.length > 0 && unknown.every((id) => needsTime.includes(id));
}

/** Whether a bug was caught: the right finding failed, and a counterexample of it shows what the bug does. */
export function judgeTrial(bug: PlantedBug, verdict: Verdict): Judged {
  const found = idsOf(verdict, 'fail');
  const finding = verdict.findings.find(({ id }) => id === bug.finding);
  const failed = finding?.verdict === 'fail';
  const shown = failed
    ? finding.evidence.find((piece) => piece.subject !== '' && bug.shows(piece, finding.evidence))
    : undefined;
  const caught = shown !== undefined;
  const undecided = !failed && lacksOnlyTime(verdict);
  const says = caught ? `${shown.subject}: ${shown.what}` : whyMissed(bug, finding, verdict);
  return { expected: bug.finding, found, caught, undecided, says };
}

function whyMissed(
  { finding: id, variant }: PlantedBug,
  finding: Finding | undefined,
  verdict: Verdict,
): string {
  if (finding === undefined) return `no finding ${id} was made`;
  if (finding.verdict === 'fail') {
    const [first] = finding.evidence;
    const instead = first === undefined ? '' : `: ${first.what}`;
    return `${id} failed, but nothing in its evidence is what ${variant} does${instead}`;
  }
  const others = idsOf(verdict, 'unknown').filter((other) => other !== id && !needsTime.includes(other));
  const unknown = others.length === 0 ? [] : [`unknown: ${others.join(', ')}`];
  return [`${id} says ${finding.verdict}`, ...doubtsOf(verdict), ...unknown].join('; ');
}

/** The sound target must pass, whole: a checker that cries wolf is worth nothing. */
export function judgeSound(verdict: Verdict): Judged {
  const found = idsOf(verdict, 'fail');
  const caught = verdict.verdict === 'pass';
  const says = caught
    ? `all ${verdict.findings.length} findings hold`
    : `failed: ${found.join(', ') || 'none'}; unknown: ${idsOf(verdict, 'unknown').join(', ') || 'none'}`;
  return { expected: 'none', found, caught, undecided: found.length === 0 && lacksOnlyTime(verdict), says };
}

function idsOf({ findings }: Verdict, word: Verdict['verdict']): string[] {
  return findings.filter(({ verdict }) => verdict === word).map(({ id }) => id);
}
