/** Something that someone certainly had from one instant to another (ns since the epoch). */
export interface Span {
  owner: string;
  from: number;
  until: number;
}

/**
 * The spans of different owners that overlap, each with one that it overlaps, in the order they begin; spans
 * that only touch do not. n log n: a span overlaps an earlier one if, and only if, it overlaps that of
 * another owner which lasts longest.
 */
export function overlapping<T extends Span>(spans: readonly T[]): T[] {
  if (spans.length < 2) return [];
  const found = new Set<T>();
  let longest: T | null = null;
  let longestOfOther: T | null = null;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.until <= span.from) continue;
    const rival: T | null = longest?.owner === span.owner ? longestOfOther : longest;
    if (rival !== null && rival.until > span.from) found.add(rival).add(span);
    if (longest === null || span.until > longest.until) {
      if (longest !== null && longest.owner !== span.owner) longestOfOther = longest;
      longest = span;
    } else if (
      span.owner !== longest.owner &&
      (longestOfOther === null || span.until > longestOfOther.until)
    ) {
      longestOfOther = span;
    }
  }
  return [...found].sort((a, b) => a.from - b.from);
}
