import fc from 'fast-check';
import type { Operation } from '../../evidence/history.ts';
import { canHappen, type Effect } from '../brute-force/executions.ts';
import type { Unnumbered } from '../model/play.ts';

const instant = fc.integer({ min: 0, max: 14 });
const step = fc.integer({ min: 0, max: 2 });
/** What follows comes certainly later. */
const pause = fc.integer({ min: 1, max: 2 });
const buyers = ['ann', 'bob', 'cy'];

/** Any few operations, likely or not. Nobody tells how long a turn lasts. */
export const anyLine: fc.Arbitrary<Unnumbered[]> = fc.array(
  fc
    .record({
      process: fc.constantFrom(...buyers),
      f: fc.constantFrom<Unnumbered['f']>(
        ...([
          'queue-join',
          'queue-join',
          'queue-admit',
          'queue-admit',
          'queue-admit',
          'queue-leave',
        ] as const),
      ),
      from: instant,
      lasts: fc.integer({ min: 0, max: 4 }),
      outcome: fc.constantFrom<Operation['outcome']>('ok', 'ok', 'ok', 'ok', 'info'),
      position: fc.constantFrom(0, 1, 1, 2, 2),
    })
    .map(({ process, f, from, lasts, outcome, position }) =>
      seen({ process, f, from, to: from + lasts, outcome, position }),
    ),
  { minLength: 3, maxLength: 7 },
);

/** Each waits, is told so again, and is in: one thing after the other. */
export const oneTurnEach: fc.Arbitrary<Unnumbered[]> = fc
  .array(fc.tuple(instant, fc.constantFrom(1, 9), fc.tuple(step, step, pause, step, pause, step)), {
    minLength: 2,
    maxLength: 3,
  })
  .map((visits) =>
    visits.flatMap(([from, pace, steps], nth) => {
      let now = from;
      const [a, b, c, d, e, f] = steps.map((each) => (now += each * pace)) as [...typeof steps];
      const process = buyers[nth] ?? 'ann';
      const of = { process, outcome: 'ok' } as const;
      return [
        seen({ ...of, f: 'queue-join', from: a, to: b, position: 1 }),
        seen({ ...of, f: 'queue-admit', from: c, to: d, position: 1 }),
        seen({ ...of, f: 'queue-admit', from: e, to: f, position: 0 }),
      ];
    }),
  );

interface Seen extends Pick<Unnumbered, 'process' | 'f' | 'outcome'> {
  from: number;
  to: number;
  position: number;
}

function seen({ process, f, outcome, from, to, position }: Seen): Unnumbered {
  const isTold = outcome === 'ok' && f !== 'queue-leave';
  return {
    ...{ process, f, outcome, key: ['e'], idempotencyKey: null, error: outcome === 'ok' ? null : 'timeout' },
    ...{ invoked: from, ended: to, value: isTold ? { position } : {} },
  };
}

interface State {
  line: readonly string[];
  inside: readonly string[];
}

/**
 * Whether a line that serves in order explains what was told, where no turn ends by itself and nobody is ever taken
 * for gone; with `exactly`, positions too.
 */
export function canBeInOrder(operations: readonly Unnumbered[], exactly: boolean): boolean {
  const effects = operations.map((operation): Effect<State> => {
    const { process, f, outcome, invoked, ended, value } = operation;
    return {
      from: invoked,
      until: outcome === 'ok' ? (ended ?? Infinity) : Infinity,
      must: outcome === 'ok',
      act: (state) =>
        laterStates(state).flatMap((each) => {
          const after =
            f === 'queue-leave' ? left(each, process) : f === 'queue-join' ? joined(each, process) : [each];
          return after.filter(
            (reached) => outcome !== 'ok' || isAsTold(reached, process, value.position, exactly),
          );
        }),
    };
  });
  return canHappen(effects, { line: [], inside: [] });
}

/** What may become of it by itself: some from the head come in. */
function laterStates({ line, inside }: State): State[] {
  return Array.from({ length: line.length + 1 }, (_, admitted) => ({
    line: line.slice(admitted),
    inside: [...inside, ...line.slice(0, admitted)].sort(),
  }));
}

function left({ line, inside }: State, buyer: string): State[] {
  const others = (each: string) => each !== buyer;
  return [{ line: line.filter(others), inside: inside.filter(others) }];
}

function joined(state: State, buyer: string): State[] {
  const { line, inside } = state;
  if (line.includes(buyer) || inside.includes(buyer)) return [state];
  const waits = { line: [...line, buyer], inside };
  return line.length > 0 ? [waits] : [waits, { line, inside: [...inside, buyer].sort() }];
}

function isAsTold(
  { line, inside }: State,
  buyer: string,
  position: number | undefined,
  exactly: boolean,
): boolean {
  if (position === undefined) return true;
  if (position === 0) return inside.includes(buyer);
  return exactly ? line.indexOf(buyer) === position - 1 : line.includes(buyer);
}
