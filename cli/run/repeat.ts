import type { CommandContext } from '../context.ts';
import { Progress } from '../terminal/progress.ts';
import { runCourse } from './course.ts';
import { withEngine } from './engine-watch.ts';
import type { Judged } from './judge-apart.ts';
import type { PreparedTarget } from './prepared-target.ts';
import type { RunRequest } from './request.ts';

export interface Repeat {
  target: PreparedTarget;
  request: RunRequest;
  context: CommandContext;
  runs: number;
  /** A run has been judged; `nth` counts from 1. */
  each(judged: Judged, nth: number): Promise<void>;
  progress?: Progress;
}

/**
 * So many runs on one target, one after the other, all by the same seed: what differs between them is the
 * target's and the machine's doing. Between two the target is emptied and not started again, so that the first
 * finds it cold, and all others warm. Those that were judged stay, whatever ends the rest.
 */
export async function repeatRun(repeat: Repeat): Promise<Judged[]> {
  const { target, request, context, runs, each } = repeat;
  const progress = repeat.progress ?? new Progress(context.terminal);
  const done: Judged[] = [];
  for (let nth = 1; nth <= runs; nth++) {
    context.signal.throwIfAborted();
    if (nth > 1) await progress.phase('empty', () => withEngine(() => target.empty()));
    const judged = await runCourse(target, request, context, progress);
    done.push(judged);
    await each(judged, nth);
  }
  return done;
}
