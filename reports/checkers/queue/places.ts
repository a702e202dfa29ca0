import { overlapping, type Span } from '../overlap.ts';
import type { Course, Deed } from './course.ts';
import { type Wait, waitsOf } from './waits.ts';

/** A place as the target told it. Of two of one kind, the lower is served before. */
interface Told {
  deed: Deed;
  epoch: number;
  number: number;
}

/** By what a queue tells its places: by numbers that stay, or only by positions, which fall. */
export type Kind = 'sequence' | 'position';

export const kindOf = (courses: readonly Course[]): Kind =>
  courses.some(({ deeds }) => deeds.some(({ operation }) => operation.value.sequence !== undefined))
    ? 'sequence'
    : 'position';

/** The place that was told to whoever waits, or for numbers that stay, also to whoever is in; null: none. */
function toldBy(deed: Deed, kind: Kind): Told | null {
  const { position, sequence, epoch = 0 } = deed.operation.value;
  if (kind === 'sequence') return sequence === undefined ? null : { deed, epoch, number: sequence };
  return deed.said === 'waits' ? { deed, epoch: 0, number: position as number } : null;
}

const isBehind = (a: Told, b: Told) => (a.epoch === b.epoch ? a.number > b.number : a.epoch > b.epoch);

const toldOf = ({ looks }: Wait, kind: Kind): Told[] => looks.flatMap((look) => toldBy(look, kind) ?? []);

/** In one wait, a place, and one behind it that was told certainly later; the first two such. */
export function movedBack(wait: Wait, kind: Kind): [Deed, Deed] | null {
  const told = toldOf(wait, kind);
  const byEnd = [...told].sort((a, b) => a.deed.until - b.deed.until);
  let [taken, best] = [0, null as Told | null];
  for (const next of told) {
    for (let before = byEnd[taken]; before && before.deed.until < next.deed.from; before = byEnd[++taken]) {
      if (best === null || isBehind(best, before)) best = before;
    }
    if (best !== null && isBehind(next, best)) return [best.deed, next.deed];
  }
  return null;
}

/** One place, and the deeds of different buyers who were told that it is theirs. */
export interface Shared {
  place: string;
  deeds: Deed[];
}

/**
 * Places that two buyers had. A number that stays is given once and for all. A position is shared only where both
 * had it at one instant: who was told one position twice in a wait had it all the time.
 */
export function sharedPlaces(courses: readonly Course[], kind: Kind, keptNs: number): Shared[] {
  return kind === 'sequence' ? sharedNumbers(courses) : sharedPositions(courses, keptNs);
}

function sharedNumbers(courses: readonly Course[]): Shared[] {
  const owners = new Map<string, Map<string, Deed>>();
  for (const { buyer, deeds } of courses) {
    for (const deed of deeds) {
      const told = toldBy(deed, 'sequence');
      if (told === null) continue;
      const place = `Place ${told.number} of epoch ${told.epoch}`;
      const of = owners.get(place) ?? new Map<string, Deed>();
      owners.set(place, of);
      if (!of.has(buyer)) of.set(buyer, deed);
    }
  }
  return [...owners]
    .filter(([, of]) => of.size > 1)
    .map(([place, of]) => ({ place, deeds: [...of.values()] }));
}

interface Stood extends Span {
  deeds: [Deed, Deed];
}

function sharedPositions(courses: readonly Course[], keptNs: number): Shared[] {
  const stood = new Map<number, Stood[]>();
  for (const course of courses) {
    for (const wait of waitsOf(course, keptNs)) {
      for (const [number, told] of Map.groupBy(toldOf(wait, 'position'), (each) => each.number)) {
        const [first, last] = [told[0] as Told, told.at(-1) as Told];
        const at = stood.get(number) ?? [];
        stood.set(number, at);
        const deeds: [Deed, Deed] = [first.deed, last.deed];
        at.push({ owner: course.buyer, from: first.deed.until, until: last.deed.from, deeds });
      }
    }
  }
  return [...stood].flatMap(([number, at]): Shared[] => {
    const [one, other] = overlapping(at);
    if (one === undefined || other === undefined) return [];
    return [{ place: `Position ${number}`, deeds: [...one.deeds, ...other.deeds] }];
  });
}
