import type { Span } from '../overlap.ts';
import { type Course, type Deed, mayEndWait } from './course.ts';

/** A time in which a buyer was certainly in, and how that was learned. */
export interface Turn extends Span {
  deed: Deed;
}

const nsPerMs = 1e6;

/**
 * The turns of a course, as far as they are certain: from the answer that said so until the time that it told is
 * over, counted from its invoke; or until something was begun that may have ended the turn, or the buyer was
 * told that it had ended.
 */
export function turnsOf({ buyer, deeds }: Course): Turn[] {
  const turns: Turn[] = [];
  let endsBy = -Infinity;
  for (const deed of deeds) {
    const last = turns.at(-1);
    if (deed.said !== 'in') {
      if (!mayEndWait(deed) && deed.said !== 'waits') continue;
      endsBy = Math.max(endsBy, deed.until);
      if (last !== undefined) last.until = Math.min(last.until, deed.from);
      continue;
    }
    const { ttlMs } = deed.operation.value;
    if (ttlMs === undefined || endsBy >= deed.from) continue;
    const until = deed.from + ttlMs * nsPerMs;
    if (last !== undefined && last.until > deed.from) last.until = Math.min(last.until, until);
    else turns.push({ owner: buyer, from: deed.until, until, deed });
  }
  return turns.filter(({ from, until }) => from < until);
}

/** The instant at which most spans are open, and those; spans that only touch are not open together. */
export function mostAtOnce<T extends Span>(spans: readonly T[]): { at: number; open: T[] } | null {
  const instants = spans
    .flatMap(({ from, until }) => [
      { at: from, by: 1 },
      { at: until, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let [open, most, peak] = [0, 0, 0];
  for (const { at, by } of instants) {
    open += by;
    if (open > most) [most, peak] = [open, at];
  }
  if (most === 0) return null;
  return { at: peak, open: spans.filter(({ from, until }) => from <= peak && until > peak) };
}
