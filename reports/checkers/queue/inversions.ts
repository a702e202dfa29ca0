import type { Admission } from './admissions.ts';
import { certainFrom, stillWaitedAt, type Wait } from './waits.ts';

/** A buyer who waited while later ones were let in. */
export interface PassedOver {
  wait: Wait;
  /** By how many. */
  depth: number;
  /** The first of them. */
  by: Admission;
}

/**
 * Who certainly waited, in a place that was there before others asked for theirs, when those had certainly been
 * let in; the deepest first. n log n: waits are taken from the youngest place to the oldest, and the admissions
 * that are younger still are counted in a tree (Fenwick 1994) by when they were known.
 */
export function passedOver(waits: readonly Wait[], admissions: readonly Admission[]): PassedOver[] {
  const byLearned = [...admissions].sort((a, b) => a.learned - b.learned);
  const rank = new Map(byLearned.map((admission, nth) => [admission, nth + 1]));
  const youngest = [...admissions].sort((a, b) => b.earliest - a.earliest);
  const counts = new Int32Array(admissions.length + 1);
  const found: PassedOver[] = [];
  let taken = 0;
  let first: Admission | null = null;
  for (const wait of [...waits].sort((a, b) => certainFrom(b) - certainFrom(a))) {
    for (let next = youngest[taken]; next && next.earliest > certainFrom(wait); next = youngest[++taken]) {
      for (let at = rank.get(next) ?? 0; at < counts.length; at += at & -at)
        counts[at] = (counts[at] ?? 0) + 1;
      if (first === null || next.learned < first.learned) first = next;
    }
    let depth = 0;
    for (let at = knownBefore(byLearned, stillWaitedAt(wait)); at > 0; at -= at & -at) {
      depth += counts[at] as number;
    }
    if (depth > 0 && first !== null) found.push({ wait, depth, by: first });
  }
  return found.sort((a, b) => b.depth - a.depth);
}

/** How many of them were known before an instant. */
function knownBefore(byLearned: readonly Admission[], instant: number): number {
  let [low, high] = [0, byLearned.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((byLearned[middle]?.learned ?? Infinity) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
