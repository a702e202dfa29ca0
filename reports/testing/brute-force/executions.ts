/** Something that an operation did, at one instant between two (ns), or that it need not have done. */
export interface Effect<State> {
  from: number;
  /** Infinity where it may come at any later time. */
  until: number;
  must: boolean;
  /** Every state that it may lead to; none where it cannot happen then. */
  act(state: State, now: number): State[];
}

/**
 * Whether some legal execution explains what was seen: every effect at some instant of its own, or never where
 * it need not be, in any order. All instants at which something may begin, end or run out are tried, which
 * loses nothing: between two of them nothing changes. Two things may happen at one instant, in either order.
 * It tries everything, so it is for a handful of effects.
 */
export function canHappen<State>(
  effects: readonly Effect<State>[],
  start: State,
  lifetimes: readonly number[] = [],
): boolean {
  let reached = new Map([[name(start, 0), { state: start, done: 0 }]]);
  for (const now of instantsOf(effects, lifetimes)) {
    const open = [...reached.values()];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      for (const [nth, effect] of effects.entries()) {
        const bit = 1 << nth;
        if ((each.done & bit) !== 0 || now < effect.from || now > effect.until) continue;
        for (const state of effect.act(each.state, now)) {
          const done = each.done | bit;
          const next = name(state, done);
          if (reached.has(next)) continue;
          reached.set(next, { state, done });
          open.push({ state, done });
        }
      }
    }
    const due = effects.reduce(
      (bits, { must, until }, nth) => (must && until <= now ? bits | (1 << nth) : bits),
      0,
    );
    reached = new Map([...reached].filter(([, { done }]) => (done & due) === due));
  }
  return reached.size > 0;
}

const name = (state: unknown, done: number) => `${done} ${JSON.stringify(state)}`;

function instantsOf(
  effects: readonly Effect<never>[] | readonly Effect<unknown>[],
  lifetimes: readonly number[],
): number[] {
  const ends = effects.flatMap(({ from, until }) => (until === Infinity ? [from] : [from, until]));
  const instants = new Set(ends);
  // What begins when something else ran out runs out in turn.
  for (const lifetime of lifetimes) {
    for (const instant of [...instants]) for (const times of [1, 2]) instants.add(instant + times * lifetime);
  }
  return [...instants].sort((a, b) => a - b);
}
