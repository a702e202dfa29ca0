import { type Checker, mayHaveHappened, type Violation } from './checker.ts';
import { byQueue } from './partition/partitioning.ts';
import { admissionsOf } from './queue/admissions.ts';
import { coursesOf } from './queue/course.ts';
import { type PassedOver, passedOver } from './queue/inversions.ts';
import { certainFrom, keptUnseenNs, stillWaitedAt, waitsOf } from './queue/waits.ts';
import { at, counted } from './wording.ts';

/** Whoever joined first is let in first, unless they left, or were away for too long. */
export const queueFifo: Checker = {
  id: 'queue-fifo',
  expected: 'nobody is let in before an earlier joiner who waits and was never gone',
  partitioning: byQueue,
  reads: {
    operations: {
      'queue-join': mayHaveHappened,
      'queue-admit': ['ok', 'fail'],
      'queue-leave': mayHaveHappened,
      book: ['ok', 'fail', 'info'],
    },
    ledger: [],
  },
  needsLedger: [],
  mustExamine: { noun: 'waiter', otherwise: 'nobody was seen to wait twice' },
  applies: (client) => client.operations.includes('queue-join'),
  check({ operations }, { queue }) {
    const keptNs = keptUnseenNs(queue);
    const violations: Violation[] = [];
    let [waiters, admitted] = [0, 0];
    for (const [event, courses] of coursesOf(operations)) {
      const waits = courses
        .flatMap((course) => waitsOf(course, keptNs))
        .filter((wait) => stillWaitedAt(wait) > certainFrom(wait));
      const admissions = courses.flatMap(admissionsOf);
      waiters += waits.length;
      admitted += admissions.length;
      for (const each of passedOver(waits, admissions)) violations.push(violationOf(event, each));
    }
    return { violations, examined: { waiter: waiters, admission: admitted } };
  },
};

function violationOf(event: string, { wait, depth, by }: PassedOver): Violation {
  const [first] = wait.looks;
  const last = wait.looks.find(({ from }) => from > by.learned) ?? first;
  return {
    subject: event,
    what:
      `${wait.buyer} had a place by ${at(certainFrom(wait))} and still waited at ${at(stillWaitedAt(wait))}, ` +
      `when ${counted(depth, 'buyer')} who asked for one later had been let in, ${by.buyer} by ${at(by.learned)}.`,
    operations: [first, last, by.deed, ...(by.asked === null ? [] : [by.asked])].map(
      ({ operation }) => operation,
    ),
    rows: [],
    absentFrom: ['history'],
  };
}
