import { requireWritable } from '../../reports/evidence/run-directory.ts';
import type { CommandContext } from '../context.ts';
import { runCourse } from '../run/course.ts';
import { reapLeftovers } from '../run/prepare.ts';
import { bootReference, type ReferenceSettings, type ReferenceTarget } from '../run/reference-target.ts';
import type { RunRequest } from '../run/request.ts';
import { requireImages } from '../run/require-images.ts';
import { Progress } from '../terminal/progress.ts';
import { type Attempt, attemptsOf, soundVariant } from './course.ts';
import { type Tried, tryFairly } from './fair-trial.ts';
import { requestOf, type Size } from './request.ts';
import { type Shape, shapes } from './shapes.ts';
import { doubtsOf, judgeSound, judgeTrial, type Trial } from './trial.ts';

export interface SelfTestOptions extends Size {
  /** How often everything is tried. */
  passes: number;
  /** Names to try; null for all. */
  only: readonly string[] | null;
  /** A trial has been judged, of so many in all. It stays, whatever ends the rest. */
  each(trial: Trial, of: number): void;
}

/** Two: stock that each counts for itself is only wrong with another beside it. */
const instances = 2;

/**
 * One topology, one trial after another: the sound target, which must pass however its buyers behave, and each
 * planted bug, which must be caught by the right finding. Between trials the database, Redis and the payment
 * provider's ledger are emptied, and only the API's containers start anew. What cannot be is refused before
 * anything starts, with a UsageError.
 */
export async function selfTest(options: SelfTestOptions, context: CommandContext): Promise<void> {
  const planned = plannedTrials(options);
  const [first] = planned;
  if (first === undefined) return;
  await requireWritable(context.runsDir);
  await reapLeftovers(context);
  await requireImages(context.root, ['testbed', 'toxiproxy', 'k6']);
  const progress = new Progress(context.terminal);
  const { root, signal } = context;
  await using target = await progress.phase('boot', (say) =>
    bootReference({ settings: settingsOf(first.attempt), root, signal, keep: false, say }),
  );
  for (const [at, trial] of planned.entries()) {
    context.terminal.note(titleOf(trial.attempt, `${at + 1} of ${planned.length}`, context));
    options.each(await tryAttempt({ ...trial, target, context, progress }), planned.length);
  }
}

interface Planned {
  attempt: Attempt;
  request: RunRequest;
}

function plannedTrials({ passes, only, ...size }: SelfTestOptions): Planned[] {
  return Array.from({ length: passes }, (_, at) => attemptsOf(at + 1, only))
    .flat()
    .map((attempt) => ({ attempt, request: requestOf(attempt, size) }));
}

function titleOf({ bug, shape, pass }: Attempt, position: string, { terminal }: CommandContext): string {
  const { bold, dim } = terminal.err;
  const what = bug === null ? `the sound target: ${shapes[shape].summary}` : bug.summary;
  return `${bold(bug?.variant ?? soundVariant)}: ${what} ${dim(`(pass ${pass}, ${position})`)}`;
}

function settingsOf({ bug, settings, shape }: Attempt): ReferenceSettings {
  const { holdSeconds }: Shape = shapes[shape];
  return { api: 'seats', ...settings, instances, holdSeconds, broken: bug?.variant ?? null };
}

interface Trying extends Planned {
  target: ReferenceTarget;
  context: CommandContext;
  progress: Progress;
}

async function tryAttempt(trying: Trying): Promise<Trial> {
  const { attempt, request, context } = trying;
  const started = performance.now();
  const { judged, run, tries } = await tryFairly(
    () => tryOnce(trying),
    (doubts) =>
      context.terminal.note(`  no fair trial on this machine (${doubts.join('; ')}): tried once more`),
  );
  return {
    variant: attempt.bug?.variant ?? soundVariant,
    shape: attempt.shape,
    pass: attempt.pass,
    ...judged,
    tries,
    seconds: (performance.now() - started) / 1000,
    run,
    command: request.command,
  };
}

async function tryOnce({ target, attempt, request, context, progress }: Trying): Promise<Tried> {
  await progress.phase('replace', () => target.restart(settingsOf(attempt)));
  context.signal.throwIfAborted();
  const { verdict } = await runCourse(target, request, context, progress);
  const judged = attempt.bug === null ? judgeSound(verdict) : judgeTrial(attempt.bug, verdict);
  return { judged, run: verdict.run.dir, doubts: doubtsOf(verdict) };
}
