import { requireWritable } from '../../reports/evidence/run-directory.ts';
import type { CommandContext } from '../context.ts';
import { runCourse } from '../run/course.ts';
import { reapLeftovers } from '../run/prepare.ts';
import { bootReference, type ReferenceSettings, type ReferenceTarget } from '../run/reference-target.ts';
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
}

/** Two: stock that each counts for itself is only wrong with another beside it. */
const instances = 2;

/**
 * One topology, one trial after another: the sound target, which must pass however its buyers behave, and each
 * planted bug, which must be caught by the right finding. Between trials the database, Redis and the payment
 * provider's ledger are emptied, and only the API's containers start anew.
 */
export async function selfTest(options: SelfTestOptions, context: CommandContext): Promise<Trial[]> {
  await requireWritable(context.runsDir);
  await reapLeftovers(context);
  await requireImages(context.root, ['testbed', 'toxiproxy', 'k6']);
  const progress = new Progress(context.terminal);
  const attempts = Array.from({ length: options.passes }, (_, at) => attemptsOf(at + 1, options.only)).flat();
  const [first] = attempts;
  if (first === undefined) return [];
  const { root, signal } = context;
  await using target = await progress.phase('boot', (say) =>
    bootReference({ settings: settingsOf(first), root, signal, keep: false, say }),
  );
  const trials: Trial[] = [];
  for (const [at, attempt] of attempts.entries()) {
    context.terminal.note(titleOf(attempt, `${at + 1} of ${attempts.length}`, context));
    trials.push(await tryAttempt({ target, attempt, size: options, context, progress }));
  }
  return trials;
}

function titleOf({ bug, shape, pass }: Attempt, position: string, { terminal }: CommandContext): string {
  const { bold, dim } = terminal.err;
  const what = bug === null ? `the sound target: ${shapes[shape].summary}` : bug.summary;
  return `${bold(bug?.variant ?? soundVariant)}: ${what} ${dim(`(pass ${pass}, ${position})`)}`;
}

function settingsOf({ bug, settings, shape }: Attempt): ReferenceSettings {
  const { holdSeconds }: Shape = shapes[shape];
  return { ...settings, instances, holdSeconds, broken: bug?.variant ?? null };
}

interface Trying {
  target: ReferenceTarget;
  attempt: Attempt;
  size: Size;
  context: CommandContext;
  progress: Progress;
}

async function tryAttempt(trying: Trying): Promise<Trial> {
  const { attempt, size, context } = trying;
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
    command: requestOf(attempt, size).command,
  };
}

async function tryOnce({ target, attempt, size, context, progress }: Trying): Promise<Tried> {
  await progress.phase('replace', () => target.restart(settingsOf(attempt)));
  context.signal.throwIfAborted();
  const { verdict } = await runCourse(target, requestOf(attempt, size), context, progress);
  const judged = attempt.bug === null ? judgeSound(verdict) : judgeTrial(attempt.bug, verdict);
  return { judged, run: verdict.run.dir, doubts: doubtsOf(verdict) };
}
