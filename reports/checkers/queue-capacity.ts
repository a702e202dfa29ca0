import type { QueueRules } from '../evidence/run.ts';
import type { Checker, Violation } from './checker.ts';
import { byQueue } from './partition/partitioning.ts';
import { type Course, coursesOf, type Deed } from './queue/course.ts';
import { worstRush } from './queue/pace.ts';
import { mostAtOnce, type Turn, turnsOf } from './queue/turns.ts';
import { keptUnseenNs, waitsOf } from './queue/waits.ts';
import { queueFifo } from './queue-fifo.ts';
import { at, counted } from './wording.ts';

/** No more are in than there is room for, and those who wait come in no faster than they may. */
export const queueCapacity: Checker = {
  id: 'queue-capacity',
  expected: 'no more buyers are in at once than the capacity, and waiters are let in no faster than the rate',
  partitioning: byQueue,
  reads: queueFifo.reads,
  needsLedger: [],
  mustExamine: {
    noun: 'turn',
    otherwise: 'nobody was told how long they are in, or the run states no capacity',
  },
  applies: queueFifo.applies,
  check({ operations }, { queue }) {
    const { capacity = null, ratePerSecond = null } = queue ?? {};
    const examined = { turn: 0, 'admitted waiter': 0 };
    const violations: Violation[] = [];
    for (const [event, courses] of coursesOf(operations)) {
      if (capacity !== null) {
        const turns = courses.flatMap(turnsOf);
        examined.turn += turns.length;
        violations.push(...crowded(event, turns, capacity));
      }
      if (ratePerSecond !== null) {
        const entries = courses.flatMap((course) => entriesOf(course, queue));
        examined['admitted waiter'] += entries.length;
        violations.push(...hurried(event, entries, ratePerSecond));
      }
    }
    return { violations, examined };
  },
};

function crowded(event: string, turns: readonly Turn[], capacity: number): Violation[] {
  const peak = mostAtOnce(turns);
  if (peak === null || peak.open.length <= capacity) return [];
  return [
    {
      subject: event,
      what: `${counted(peak.open.length, 'buyer')} were certainly in at ${at(peak.at)}, and there is room for ${capacity}.`,
      operations: peak.open.map(({ deed }) => deed.operation),
      rows: [],
      // A purchase that is missing may have made room.
      absentFrom: ['history'],
    },
  ];
}

/** A waiter was let in after they were last told to wait, and by the time they were told to be in. */
interface Entry {
  after: number;
  by: number;
  deeds: [Deed, Deed];
}

function entriesOf(course: Course, queue: QueueRules | null | undefined): Entry[] {
  return waitsOf(course, keptUnseenNs(queue)).flatMap(({ looks, endedBy }): Entry[] => {
    const last = looks.at(-1);
    if (last === undefined || endedBy?.said !== 'in') return [];
    return [{ after: last.from, by: endedBy.until, deeds: [last, endedBy] }];
  });
}

function hurried(event: string, entries: readonly Entry[], ratePerSecond: number): Violation[] {
  const rush = worstRush(entries, ratePerSecond);
  if (rush === null) return [];
  const { after, by, happened, most } = rush;
  return [
    {
      subject: event,
      what:
        `${counted(happened.length, 'waiter')} were let in between ${at(after)} and ${at(by)}; ` +
        `at ${ratePerSecond}/s it may be ${Math.floor(most)}.`,
      operations: happened.flatMap(({ deeds }) => deeds.map(({ operation }) => operation)),
      rows: [],
      absentFrom: ['history'],
    },
  ];
}
