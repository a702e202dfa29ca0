import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sale } from '../clients/client.ts';
import { type ContentionDraw, drawContention, SaleUnfit } from './contention.ts';
import { contentionPlan } from './shape.ts';

const policy = { tries: 3, timeoutMs: 1_000, minPauseMs: 10, maxPauseMs: 100 };

function saleOf(buyers: number, seats: number): Sale {
  return {
    event: 'e1',
    resources: Array.from({ length: seats }, (_, at) => ({ id: `s${at}`, quantity: 1, price: 100 })),
    buyers: Array.from({ length: buyers }, (_, at) => ({ id: `b${at}`, credentials: { email: `${at}@x` } })),
  };
}

function draw(of: Partial<ContentionDraw> & { sale: Sale; users: number }) {
  return drawContention({ sells: 'seat', seed: 1, run: 'r1', policy, ...of });
}

function rivals(plan: ReturnType<typeof draw>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { resources } of plan.buyers) {
    for (const id of resources) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

describe('who wants what', () => {
  test('ten rivals a seat for 1,000 buyers and 100 seats', () => {
    const plan = draw({ sale: saleOf(1_000, 100), users: 1_000 });
    expect([...rivals(plan).values()]).toEqual(Array(100).fill(10));
    expect(contentionPlan.parse(plan)).toEqual(plan);
  });

  test('as even as can be when it does not divide, and nobody takes part twice', () => {
    const sizes = fc
      .integer({ min: 1, max: 60 })
      .chain((users) =>
        fc.record({ users: fc.constant(users), seats: fc.integer({ min: 1, max: users }), seed: fc.nat() }),
      );
    fc.assert(
      fc.property(sizes, ({ users, seats, seed }) => {
        const plan = draw({ sale: saleOf(users + 5, seats), users, seed });
        const counts = [...rivals(plan).values()];
        expect(counts).toHaveLength(seats);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(new Set(plan.buyers.map(({ id }) => id)).size).toBe(users);
      }),
    );
  });

  test('everyone wants one of a pool', () => {
    const sale: Sale = { ...saleOf(30, 0), resources: [{ id: 'pool', quantity: 3, price: null }] };
    const plan = draw({ sale, sells: 'pool', users: 30 });
    expect(rivals(plan)).toEqual(new Map([['pool', 30]]));
  });

  test('rivals of a seat do not stand in a row', () => {
    const plan = draw({ sale: saleOf(100, 10), users: 100 });
    const wants = plan.buyers.map(({ resources }) => resources[0]);
    expect(wants).not.toEqual([...wants].sort());
    expect(plan.buyers.map(({ id }) => id)).not.toEqual(saleOf(100, 10).buyers.map(({ id }) => id));
  });
});

describe('the seed', () => {
  const sale = saleOf(50, 5);

  test('the same one gives the same plan, another one another', () => {
    expect(draw({ sale, users: 50, seed: 7 })).toEqual(draw({ sale, users: 50, seed: 7 }));
    expect(draw({ sale, users: 50, seed: 8 }).buyers).not.toEqual(draw({ sale, users: 50, seed: 7 }).buyers);
  });

  test('another run repeats the rivals; its id, of which keys are made, is another', () => {
    const [one, two] = ['r1', 'r2'].map((run) => draw({ sale, users: 50, run }));
    const wants = (plan: typeof one) => plan?.buyers.map(({ id, resources }) => [id, resources]);
    expect(wants(one)).toEqual(wants(two));
    expect([one?.run, two?.run]).toEqual(['r1', 'r2']);
  });
});

describe('who sends their purchase again', () => {
  const idempotent = ['book'];
  const flags = (plan: ReturnType<typeof draw>) => plan.buyers.map(({ replay }) => replay);
  const sale = saleOf(1_000, 100);

  test('nobody, where the API promises nothing', () => {
    expect(flags(draw({ sale, users: 1_000 }))).toEqual(Array(1_000).fill(false));
    expect(flags(draw({ sale, users: 1_000, idempotent: [] }))).toEqual(Array(1_000).fill(false));
  });

  test('one in four, spread over the rivals of every seat, whoever wins', () => {
    const plan = draw({ sale, users: 1_000, idempotent });
    expect(flags(plan).filter(Boolean)).toHaveLength(250);
    const ofSeat = Map.groupBy(plan.buyers, ({ resources }) => resources[0]);
    for (const rivals of ofSeat.values()) {
      const drawn = rivals.filter(({ replay }) => replay).length;
      expect(drawn).toBeGreaterThanOrEqual(1);
      expect(drawn).toBeLessThanOrEqual(4);
    }
    for (const winner of [0, 4, 9]) {
      expect([...ofSeat.values()].filter((rivals) => rivals[winner]?.replay).length).toBeGreaterThan(5);
    }
  });

  test('the seed decides, and changes nothing else', () => {
    const [one, same, other] = [7, 7, 8].map((seed) => draw({ sale, users: 1_000, seed, idempotent }));
    expect(same).toEqual(one);
    expect(other && flags(other)).not.toEqual(one && flags(one));
    const without = draw({ sale, users: 1_000, seed: 7 });
    expect(one?.buyers.map((buyer) => ({ ...buyer, replay: false }))).toEqual(without.buyers);
  });

  test('of few winners a larger share, of very few everyone', () => {
    const share = (seats: number) =>
      flags(draw({ sale: saleOf(200, seats), users: 200, idempotent })).filter(Boolean).length;
    expect([5, 19, 20, 39, 40].map(share)).toEqual([200, 200, 100, 100, 50]);
  });

  test('someone, in the smallest sale too', () => {
    expect(flags(draw({ sale: saleOf(1, 1), users: 1, idempotent }))).toEqual([true]);
  });
});

describe('who lets a hold run out, and who meddles', () => {
  const sale = saleOf(1_000, 100);
  const of = (options: NonNullable<ContentionDraw['options']>) =>
    draw({ sale, users: 1_000, options }).buyers;

  test('nobody, unless it is asked for', () => {
    expect(of({}).filter(({ dawdles, intrudes }) => dawdles !== null || intrudes)).toEqual([]);
  });

  test('the share of them, spread over the rivals of every seat; half before they order', () => {
    const buyers = of({ dawdle: 0.2, intruders: 0.1 });
    expect(buyers.filter(({ dawdles }) => dawdles === 'order')).toHaveLength(100);
    expect(buyers.filter(({ dawdles }) => dawdles === 'book')).toHaveLength(100);
    expect(buyers.filter(({ intrudes }) => intrudes)).toHaveLength(100);
    for (const rivals of Map.groupBy(buyers, ({ resources }) => resources[0]).values()) {
      expect(rivals.filter(({ dawdles }) => dawdles !== null)).toHaveLength(2);
      expect(rivals.filter(({ intrudes }) => intrudes)).toHaveLength(1);
    }
  });

  test('someone, of the smallest share, and all of them', () => {
    expect(of({ dawdle: 0.0001 }).filter(({ dawdles }) => dawdles !== null)).toHaveLength(1);
    expect(of({ intruders: 1 }).every(({ intrudes }) => intrudes)).toBe(true);
  });
});

test('of a pool so many tickets at once are wanted', () => {
  const sale: Sale = { ...saleOf(400, 0), resources: [{ id: 'pool', quantity: 9, price: null }] };
  const { buyers } = draw({ sale, sells: 'pool', users: 400, options: { selection: { min: 2, max: 4 } } });
  expect(new Set(buyers.map(({ quantity }) => quantity))).toEqual(new Set([2, 3, 4]));
  expect(new Set(buyers.map(({ resources }) => resources.join()))).toEqual(new Set(['pool']));
});

test.each([
  [
    'fewer seats than are wanted at once',
    { sale: saleOf(5, 2), users: 5, options: { selection: { min: 1, max: 3 } } },
  ],
  ['too few buyers', { sale: saleOf(5, 2), users: 6 }],
  ['nothing for sale', { sale: saleOf(5, 0), users: 5 }],
  ['two pools', { sale: saleOf(5, 2), users: 5, sells: 'pool' as const }],
  [
    'the same buyer twice',
    { sale: { ...saleOf(1, 1), buyers: Array(2).fill({ id: 'b', credentials: {} }) }, users: 2 },
  ],
])('%s is refused', (_, of) => {
  expect(() => draw(of)).toThrow(SaleUnfit);
});
