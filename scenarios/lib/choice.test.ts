import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amongFree, Unseen, understoodFree } from './choice.ts';
import { randomOf } from './pauses.ts';

const seats = (count: number) => Array.from({ length: count }, (_, at) => `s${at}`);
const cases = fc.record({
  count: fc.integer({ min: 1, max: 60 }),
  size: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(),
});

test('among the free: so many side by side, or nothing when there are fewer', () => {
  fc.assert(
    fc.property(cases, ({ count, size, seed }) => {
      const free = seats(count);
      const chosen = amongFree(free, { size, random: randomOf(seed) });
      if (count < size) {
        expect(chosen).toBeNull();
        return;
      }
      const start = free.indexOf(chosen?.[0] ?? '');
      expect(chosen).toEqual(free.slice(start, start + size));
      expect(chosen).toHaveLength(size);
    }),
  );
});

test('unseen: every stretch once, then nothing', () => {
  fc.assert(
    fc.property(cases, ({ count, size, seed }) => {
      const unseen = new Unseen(seats(count), { size, random: randomOf(seed) });
      const tried = new Set<string>();
      for (let next = unseen.next(); next !== null; next = unseen.next()) {
        expect(next).toHaveLength(size);
        tried.add(next.join());
      }
      expect(tried.size).toBe(Math.max(0, count - size + 1));
      expect(unseen.next()).toBeNull();
    }),
  );
});

test('another seed goes another way', () => {
  const way = (seed: number) => {
    const unseen = new Unseen(seats(40), { size: 1, random: randomOf(seed) });
    return Array.from({ length: 10 }, () => unseen.next()?.[0]);
  };
  expect(way(1)).toEqual(way(1));
  expect(way(2)).not.toEqual(way(1));
});

test('an answer without a list of what is free is not understood', () => {
  const free = { outcome: 'done', value: { resources: ['A1'] } } as const;
  expect(understoodFree({ ...free, value: { resources: ['A1'] } })).toEqual(free);
  expect(understoodFree({ outcome: 'busy', retryAfterMs: null }).outcome).toBe('busy');
  for (const value of [{}, null, undefined, { resources: 'A1' }]) {
    expect(understoodFree({ outcome: 'done', value } as never).outcome).toBe('client-bug');
  }
});
