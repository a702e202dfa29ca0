import type { Operation } from '../evidence/history.ts';

interface Visitor {
  /** The end of their latest attempt, in ns, and how many seats it was for. */
  ended: number;
  size: number;
  granted: boolean;
  /** Whether that attempt ended with seats that somebody else had, or that they lost. */
  turnedAway: boolean;
}

/**
 * Buyers who go on until nothing is left, and left all the same: by their last attempt, with how many seats
 * would have done. Memory: buyers.
 */
export class SentAway {
  readonly #visitors = new Map<string, Visitor>();

  operation({ f, process, key, outcome, invoked, ended, error }: Operation): void {
    if (f !== 'hold' && f !== 'order' && f !== 'book') return;
    const known = this.#visitors.get(process);
    const granted = known?.granted === true || (f === 'book' && outcome === 'ok');
    const turnedAway = outcome === 'fail' && /^(taken|sold-out|expired)\b/.test(error ?? '');
    this.#visitors.set(process, { ended: ended ?? invoked, size: key.length, granted, turnedAway });
  }

  /**
   * How many left though at least as many seats as they wanted were free when they last looked.
   *
   * @param freeSince of each seat that is unsold, in ns
   */
  among(freeSince: readonly number[]): number {
    const sorted = Float64Array.from(freeSince).sort();
    let count = 0;
    for (const { ended, size, granted, turnedAway } of this.#visitors.values()) {
      const latest = sorted[size - 1];
      if (turnedAway && !granted && latest !== undefined && latest < ended) count++;
    }
    return count;
  }
}
