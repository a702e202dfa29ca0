import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export type Random = ReturnType<typeof xoroshiro128plus>;

/** Fisher and Yates' shuffle, of a copy. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const at = uniformInt(random, 0, last);
    [copy[last], copy[at]] = [copy[at] as T, copy[last] as T];
  }
  return copy;
}

/**
 * So many of the items, one out of each of as many equal stretches of them: whoever stands side by side is
 * neither drawn nor passed over together.
 */
export function spreadOver<T>(items: readonly T[], count: number, random: Random): Set<T> {
  const drawn = new Set<T>();
  for (let nth = 0; nth < count; nth++) {
    const from = Math.floor((nth * items.length) / count);
    const to = Math.floor(((nth + 1) * items.length) / count) - 1;
    drawn.add(items[uniformInt(random, from, to)] as T);
  }
  return drawn;
}
