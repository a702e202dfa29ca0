import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, test } from 'vitest';
import { apportioned, type Demand, drawWishes } from './wishes.ts';

const one = { min: 1, max: 1 };

function draw({
  users,
  seats,
  seed = 1,
  ...of
}: { users: number; seats: number; seed?: number } & Partial<Demand>) {
  const ids = Array.from({ length: seats }, (_, at) => `s${at}`);
  const demand: Demand = { skew: 0, hot: 0, selection: one, ...of };
  const wishes = drawWishes(ids, { users, demand, random: xoroshiro128plus(seed) });
  const wanted = new Map<string, number>(ids.map((id) => [id, 0]));
  for (const { resources } of wishes) for (const id of resources) wanted.set(id, (wanted.get(id) ?? 0) + 1);
  return { wishes, wanted: [...wanted.values()].sort((a, b) => b - a) };
}

const cases = fc
  .record({
    users: fc.integer({ min: 1, max: 300 }),
    seats: fc.integer({ min: 1, max: 60 }),
    seed: fc.nat(),
    skew: fc.double({ min: 0, max: 4, noNaN: true }),
    hot: fc.double({ min: 0, max: 1, noNaN: true }),
    sizes: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  })
  .filter(({ seats, sizes }) => Math.max(...sizes) <= seats)
  .map(({ sizes, ...rest }) => ({
    ...rest,
    selection: { min: Math.min(...sizes), max: Math.max(...sizes) },
  }));

test('everyone wants so many seats, all different, side by side', () => {
  fc.assert(
    fc.property(cases, (of) => {
      const { wishes } = draw(of);
      expect(wishes).toHaveLength(of.users);
      for (const { resources, quantity } of wishes) {
        expect(quantity).toBe(1);
        expect(resources.length).toBeGreaterThanOrEqual(of.selection.min);
        expect(resources.length).toBeLessThanOrEqual(of.selection.max);
        const places = resources.map((id) => Number(id.slice(1)));
        expect(places).toEqual(places.map((_, nth) => (places[0] ?? 0) + nth));
        expect(places.at(-1)).toBeLessThan(of.seats);
      }
    }),
  );
});

test('the same seed gives the same wishes', () => {
  fc.assert(
    fc.property(cases, (of) => {
      expect(draw(of)).toEqual(draw(of));
    }),
  );
});

describe('skew', () => {
  test('follows Zipf: the seat of rank k is wanted in proportion to 1 ÷ k^s', () => {
    // H(100) = 5.1874: 1,000 ÷ 5.1874 ÷ k.
    const { wanted } = draw({ users: 1_000, seats: 100, skew: 1 });
    expect(wanted.slice(0, 5)).toEqual([193, 96, 64, 48, 39]);
    expect(wanted.slice(-5)).toEqual([2, 2, 2, 2, 2]);
    expect(wanted.reduce((sum, each) => sum + each, 0)).toBe(1_000);
  });

  test('0 is as even as can be, and the more of it the fewer want the rest', () => {
    expect(draw({ users: 100, seats: 30 }).wanted).toEqual([...Array(10).fill(4), ...Array(20).fill(3)]);
    const hottest = [0, 0.5, 1, 2, 4].map((skew) => draw({ users: 1_000, seats: 100, skew }).wanted[0] ?? 0);
    expect(hottest).toEqual(hottest.toSorted((a, b) => a - b));
    expect(draw({ users: 100, seats: 100, skew: 4 }).wanted.filter((each) => each === 0).length).toBe(97);
  });
});

describe('a hot seat', () => {
  test('is wanted by its share, and by those who want it anyway', () => {
    const { wanted } = draw({ users: 1_000, seats: 10, hot: 0.5 });
    expect(wanted).toEqual([550, ...Array(9).fill(50)]);
  });

  test('all of them, or the least share of few', () => {
    expect(draw({ users: 100, seats: 3, hot: 1 }).wanted).toEqual([100, 0, 0]);
    expect(draw({ users: 3, seats: 3, hot: 0.01 }).wanted[0]).toBe(2);
  });

  test('1,000 on 1', () => {
    expect(draw({ users: 1_000, seats: 1 }).wanted).toEqual([1_000]);
  });
});

test('sizes of selections are drawn evenly', () => {
  const { wishes } = draw({ users: 4_000, seats: 100, selection: { min: 1, max: 4 } });
  const sizes = Map.groupBy(wishes, ({ resources }) => resources.length);
  for (const size of [1, 2, 3, 4]) expect(sizes.get(size)?.length).toBeGreaterThan(850);
});

test('shares add up, and each is within one of its own', () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.nat(5_000), weights, (count, of) => {
      const shares = apportioned(count, of);
      const sum = of.reduce((total, each) => total + each, 0);
      expect(shares.reduce((total, each) => total + each, 0)).toBe(count);
      for (const [at, share] of shares.entries()) {
        expect(Math.abs(share - (count * (of[at] ?? 0)) / sum)).toBeLessThan(1 + 1e-6);
      }
    }),
  );
});
