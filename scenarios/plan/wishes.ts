import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { ContentionOptions } from '../options.ts';
import { type Random, shuffled } from './random.ts';

/** How seats are wanted. */
export type Demand = Pick<ContentionOptions, 'skew' | 'hot' | 'selection'>;

/** What one buyer wants: seats, all or nothing, or so many of a pool. */
export interface Wished {
  resources: string[];
  quantity: number;
}

/**
 * Draw what each of so many buyers wants of the seats, which are listed as they stand side by side.
 *
 * Whom everybody wants is drawn first: the seats' ranks are a shuffle of them, and a seat of rank k is wanted
 * by a share of the buyers in proportion to 1 ÷ k^skew. That is Zipf's law (G. K. Zipf, Human Behavior and the
 * Principle of Least Effort, 1949); what people ask for on the web follows it with exponents up to 1 (Breslau
 * and others, Web Caching and Zipf-like Distributions, INFOCOM 1999). Shares are met to within one buyer, not
 * drawn one by one: 0 makes rivals as even as can be. At steep exponents the last seats are wanted by nobody.
 *
 * The hot share wants the seat of rank 1 beforehand. Who wants several takes the seats beside it, as people do.
 */
export function drawWishes(
  seats: readonly string[],
  { users, demand, random }: { users: number; demand: Demand; random: Random },
): Wished[] {
  const { skew, hot, selection } = demand;
  const ranked = shuffled(seats, random);
  const hottest = hot === 0 ? 0 : Math.max(1, Math.round(hot * users));
  const shares = apportioned(
    users - hottest,
    ranked.map((_, at) => (at + 1) ** -skew),
  );
  const wanted = ranked.flatMap((seat, at) =>
    new Array<string>((shares[at] ?? 0) + (at === 0 ? hottest : 0)).fill(seat),
  );
  const places = new Map(seats.map((seat, at) => [seat, at]));
  return shuffled(wanted, random).map((seat) => {
    const size = sizeOf(selection, random);
    return { resources: beside(seats, { at: places.get(seat) ?? 0, size, random }), quantity: 1 };
  });
}

/** How many a buyer wants. Nothing is drawn where there is nothing to draw. */
export function sizeOf({ min, max }: Demand['selection'], random: Random): number {
  return min === max ? min : uniformInt(random, min, max);
}

/** So many seats side by side with one of them at the given place, wherever among them that falls. */
function beside(
  seats: readonly string[],
  { at, size, random }: { at: number; size: number; random: Random },
): string[] {
  if (size === 1) return seats.slice(at, at + 1);
  const start = Math.min(Math.max(0, at - uniformInt(random, 0, size - 1)), seats.length - size);
  return seats.slice(start, start + size);
}

/**
 * Whole numbers in proportion to weights that add up to the count: each gets the whole part of its share, and
 * the largest remainders one more (Hamilton's method); among equal ones the first.
 */
export function apportioned(count: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const shares = weights.map((weight) => (count * weight) / sum);
  const whole = shares.map(Math.floor);
  const left = count - whole.reduce((total, share) => total + share, 0);
  const remainder = (at: number) => (shares[at] ?? 0) - (whole[at] ?? 0);
  const byRemainder = [...shares.keys()].sort((a, b) => remainder(b) - remainder(a) || a - b);
  for (const at of byRemainder.slice(0, left)) whole[at] = (whole[at] ?? 0) + 1;
  return whole;
}
