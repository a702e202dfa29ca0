import type { Checker, Violation } from './checker.ts';
import { byQueue } from './partition/partitioning.ts';
import { type Course, coursesOf, type Deed } from './queue/course.ts';
import { kindOf, movedBack, sharedPlaces } from './queue/places.ts';
import { keptUnseenNs, type Wait, waitsOf } from './queue/waits.ts';
import { queueFifo } from './queue-fifo.ts';
import { at, someOf } from './wording.ts';

/** A place belongs to one buyer, who keeps it for as long as they wait. */
export const queueConserved: Checker = {
  id: 'queue-conserved',
  expected: 'nobody who waits loses their place or is moved back, and no place is given to two',
  partitioning: byQueue,
  reads: queueFifo.reads,
  needsLedger: [],
  mustExamine: { noun: 'further look', otherwise: 'nobody looked at their place twice' },
  applies: queueFifo.applies,
  check({ operations }, { queue }) {
    const keptNs = keptUnseenNs(queue);
    const violations: Violation[] = [];
    const examined = { place: 0, 'further look': 0 };
    for (const [event, courses] of coursesOf(operations)) {
      const waits = courses.flatMap((course) => waitsOf(course, keptNs));
      examined.place += waits.length;
      for (const { looks, endedBy } of waits) {
        examined['further look'] += looks.length - 1 + (endedBy?.said === 'no-place' ? 1 : 0);
      }
      violations.push(
        ...lost(event, waits),
        ...reset(event, courses, waits),
        ...doubled(event, courses, keptNs),
      );
    }
    return { violations, examined };
  },
};

function lost(event: string, waits: readonly Wait[]): Violation[] {
  return waits.flatMap(({ buyer, looks, endedBy }): Violation[] => {
    const last = looks.at(-1);
    if (last === undefined || endedBy?.said !== 'no-place') return [];
    const what = `${buyer} waited at ${at(last.from)}, and had no place any more by ${at(endedBy.until)}.`;
    return [violation(event, what, [last, endedBy])];
  });
}

function reset(event: string, courses: readonly Course[], waits: readonly Wait[]): Violation[] {
  const kind = kindOf(courses);
  return waits.flatMap((wait): Violation[] => {
    const moved = movedBack(wait, kind);
    if (moved === null) return [];
    const [before, then] = moved;
    const what = `${wait.buyer} had ${toldIn(before)} by ${at(before.until)}, and ${toldIn(then)} after ${at(then.from)}.`;
    return [violation(event, what, moved)];
  });
}

function doubled(event: string, courses: readonly Course[], keptNs: number): Violation[] {
  const kind = kindOf(courses);
  return sharedPlaces(courses, kind, keptNs).map(({ place, deeds }) => {
    const who = someOf(deeds.map(({ operation }) => operation.process));
    const shared = violation(event, `${place} was given to ${who}.`, deeds);
    // A number is given once and for all, whatever else there may have been.
    return kind === 'sequence' ? { ...shared, absentFrom: [] } : shared;
  });
}

function toldIn({ operation }: Deed): string {
  const { position, sequence, epoch } = operation.value;
  if (sequence === undefined) return `position ${position}`;
  return `place ${sequence} of epoch ${epoch ?? 0}`;
}

/** A leave, or an admission, that is missing may explain it. */
function violation(event: string, what: string, deeds: readonly Deed[]): Violation {
  const operations = deeds.map(({ operation }) => operation);
  return { subject: event, what, operations, rows: [], absentFrom: ['history'] };
}
