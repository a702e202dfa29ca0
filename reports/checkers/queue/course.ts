import type { Operation } from '../../evidence/history.ts';

/**
 * What an operation says of a buyer in the line: told to wait, told to be in, told to have no place, or gone by
 * their own deed, certainly or perhaps; or they may have taken a place, and were told nothing of it.
 */
export type Said = 'waits' | 'in' | 'no-place' | 'left' | 'perhaps-left' | 'bought' | 'asked';

/** Something a buyer did or was told, at an instant from `from` to `until` (ns; Infinity without an answer). */
export interface Deed {
  said: Said;
  from: number;
  until: number;
  operation: Operation;
}

/** All that one buyer did in the queue of one event, in the order in which it was begun. */
export interface Course {
  buyer: string;
  deeds: readonly Deed[];
}

/** Several checkers look at the same queues, one after the other. */
const known = new WeakMap<readonly Operation[], ReadonlyMap<string, readonly Course[]>>();

/** The courses of each event's buyers. What they bought is part of all their courses: it names no event. */
export function coursesOf(operations: readonly Operation[]): ReadonlyMap<string, readonly Course[]> {
  const found = known.get(operations) ?? dealt(operations);
  known.set(operations, found);
  return found;
}

function dealt(operations: readonly Operation[]): Map<string, Course[]> {
  const courses = new Map<string, Course[]>();
  for (const [buyer, own] of Map.groupBy(operations, ({ process }) => process)) {
    const deeds = own.flatMap((operation): Deed[] => {
      const said = saidOf(operation);
      if (said === null) return [];
      const { invoked, ended, outcome } = operation;
      return [{ said, from: invoked, until: outcome === 'info' ? Infinity : (ended ?? Infinity), operation }];
    });
    const events = new Set(deeds.flatMap((deed) => eventOf(deed) ?? []));
    for (const event of events) {
      const its = deeds.filter((deed) => (eventOf(deed) ?? event) === event);
      const of = courses.get(event) ?? [];
      courses.set(event, of);
      of.push({ buyer, deeds: its });
    }
  }
  return courses;
}

const eventOf = ({ said, operation }: Deed) => (said === 'bought' ? null : (operation.key[0] ?? ''));

function saidOf({ f, outcome, value, error }: Operation): Said | null {
  switch (f) {
    case 'queue-join':
    case 'queue-admit':
      if (outcome === 'ok') return toldOf(f, value);
      if (outcome === 'info') return f === 'queue-join' ? 'asked' : null;
      return error === noPlace || error?.startsWith(`${noPlace}:`) ? 'no-place' : null;
    case 'queue-leave':
      if (outcome === 'fail') return null;
      return outcome === 'ok' ? 'left' : 'perhaps-left';
    case 'book':
      // Also one that was refused: a shop may end the turn with it.
      return 'bought';
    default:
      return null;
  }
}

/** The refusal that says: whoever asks has no place. */
const noPlace = 'expired';

function toldOf(f: 'queue-join' | 'queue-admit', { position, ttlMs }: Operation['value']): Said {
  if (position !== undefined) return position > 0 ? 'waits' : 'in';
  return ttlMs === undefined && f === 'queue-join' ? 'asked' : 'in';
}

/** Whether a deed may have ended a wait or a turn, or shows that it had ended. */
export function mayEndWait({ said }: Deed): boolean {
  return said !== 'waits' && said !== 'asked';
}
