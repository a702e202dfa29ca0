import type { Judged } from './trial.ts';

/** What one try came to, and what kept it from being a fair one. */
export interface Tried {
  judged: Judged;
  doubts: readonly string[];
  /** The run's directory. */
  run: string;
}

/** A trial that the machine spoilt is tried once more. */
const mostTries = 2;

/**
 * Try it, and once more if the machine was too busy for the first to mean anything. The last try counts; a first
 * that decided something is never tried again.
 */
export async function tryFairly(
  tryOnce: () => Promise<Tried>,
  onUnfair: (doubts: readonly string[]) => void,
): Promise<Tried & { tries: number }> {
  for (let tries = 1; ; tries++) {
    const tried = await tryOnce();
    if (!tried.judged.undecided || tries === mostTries) return { ...tried, tries };
    onUnfair(tried.doubts);
  }
}
