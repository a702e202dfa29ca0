import type { Course, Deed } from './course.ts';

/** Somebody was let in: their place is no older than `earliest`, and it was done by `learned` (ns). */
export interface Admission {
  buyer: string;
  earliest: number;
  learned: number;
  /** How it was learned. */
  deed: Deed;
  /** The first time the buyer asked for a place; null where nobody saw that. */
  asked: Deed | null;
}

/**
 * The admissions that a course shows, each turn at most once. A place dates from the first request for one at the
 * earliest; after the buyer left, from that; and if they were in and then told to wait again, from that turn.
 */
export function admissionsOf({ buyer, deeds }: Course): Admission[] {
  const asked = deeds.find(({ operation }) => operation.f === 'queue-join') ?? null;
  const ins = deeds.filter(({ said }) => said === 'in');
  const turnBefore = latestBefore(ins.map(({ from, until }) => ({ until, at: from })));
  const renewedBefore = latestBefore(
    deeds.flatMap(({ said, from, until }) => {
      if (said === 'left') return [{ until, at: from }];
      return said === 'waits' ? [{ until, at: turnBefore(from) }] : [];
    }),
  );
  const admissions: Admission[] = [];
  for (const deed of ins) {
    const renewed = renewedBefore(deed.from);
    const last = admissions.at(-1);
    if (last !== undefined && renewed < last.deed.from) continue;
    const knows = asked !== null && asked.from <= deed.until;
    admissions.push({
      buyer,
      earliest: Math.max(knows ? asked.from : -Infinity, renewed),
      learned: deed.until,
      deed,
      asked,
    });
  }
  return admissions;
}

/** Of what certainly was over before an instant, when the latest of it began; -Infinity where there is none. */
function latestBefore(ended: readonly { until: number; at: number }[]): (instant: number) => number {
  const sorted = [...ended].sort((a, b) => a.until - b.until);
  let latest = -Infinity;
  const latestBy = sorted.map(({ at }) => {
    latest = Math.max(latest, at);
    return latest;
  });
  return (instant) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.until ?? Infinity) < instant) low = middle + 1;
      else high = middle;
    }
    return latestBy[low - 1] ?? -Infinity;
  };
}
