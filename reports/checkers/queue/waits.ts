import type { QueueRules } from '../../evidence/run.ts';
import { type Course, type Deed, mayEndWait } from './course.ts';

/**
 * A stretch of time in which a buyer certainly waited in one place: told so at its beginning and at its end, and
 * neither gone nor away for too long in between.
 */
export interface Wait {
  buyer: string;
  /** At least one, each of which told the buyer to wait. */
  looks: readonly [Deed, ...Deed[]];
  /** What the buyer was told or did right behind the last of them, if that alone can have ended the wait. */
  endedBy: Deed | null;
}

const nsPerMs = 1e6;

/**
 * How long a buyer can go unseen, and still certainly has not lost the place nor had a turn that ended.
 * @returns ns
 */
export function keptUnseenNs(rules: QueueRules | null | undefined): number {
  return Math.min(rules?.graceMs ?? Infinity, rules?.turnMs ?? Infinity) * nsPerMs;
}

/** From when on the place was certainly there. */
export const certainFrom = ({ looks }: Wait): number => looks[0].until;

/** An instant at, or after, which the buyer certainly still waited. */
export const stillWaitedAt = ({ looks }: Wait): number => (looks.at(-1) ?? looks[0]).from;

/** The certain waits of one course. What was told while something else may have ended the wait says nothing. */
export function waitsOf({ buyer, deeds }: Course, keptNs: number): Wait[] {
  const waits: Wait[] = [];
  const nextEnd = endsAfter(deeds);
  let lastEnd = -Infinity;
  let looks: Deed[] = [];
  const close = (endedBy: Deed | null) => {
    const [first, ...others] = looks;
    if (first !== undefined) waits.push({ buyer, looks: [first, ...others], endedBy });
    looks = [];
  };
  for (const [nth, deed] of deeds.entries()) {
    const alone = lastEnd < deed.from && (nextEnd[nth] as number) > deed.until;
    const before = looks.at(-1);
    const unseenTooLong = before !== undefined && deed.until - before.from >= keptNs;
    if (mayEndWait(deed)) {
      close(alone && !unseenTooLong && before !== undefined && before.until < deed.from ? deed : null);
      lastEnd = Math.max(lastEnd, deed.until);
    } else if (deed.said === 'waits' && alone) {
      if (unseenTooLong) close(null);
      looks.push(deed);
    }
  }
  close(null);
  return waits;
}

/** For each deed, when the next one begins that may end a wait. */
function endsAfter(deeds: readonly Deed[]): number[] {
  const next = new Array<number>(deeds.length).fill(Infinity);
  for (let nth = deeds.length - 2; nth >= 0; nth--) {
    const following = deeds[nth + 1] as Deed;
    next[nth] = mayEndWait(following) ? following.from : (next[nth + 1] as number);
  }
  return next;
}
