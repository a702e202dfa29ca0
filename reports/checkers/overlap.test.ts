import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlapping, type Span } from './overlap.ts';

const span = (owner: string, from: number, until: number): Span => ({ owner, from, until });

test('finds spans of different owners that overlap, not those that touch or are empty', () => {
  const a = span('a', 0, 10);
  const b = span('b', 9, 20);
  expect(overlapping([b, a, span('c', 20, 30), span('d', 5, 5)])).toEqual([a, b]);
  expect(overlapping([a, span('a', 5, 15), span('b', 15, 20)])).toEqual([]);
});

test('sees a rival behind a longer span of the same owner', () => {
  const b = span('b', 1, 8);
  const late = span('a', 5, 6);
  expect(overlapping([span('a', 0, 100), b, late])).toContain(b);
  expect(overlapping([span('a', 0, 2), span('b', 3, 8), late])).toEqual([span('b', 3, 8), late]);
});

test('finds something exactly when comparing every pair does', () => {
  const spans = fc.array(
    fc.record({
      owner: fc.constantFrom('a', 'b', 'c'),
      from: fc.nat(30),
      until: fc.nat(30),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(spans, (all) => {
      const real = all.filter(({ from, until }) => until > from);
      const clash = (x: Span, y: Span) => x.owner !== y.owner && x.from < y.until && y.from < x.until;
      const found = overlapping(all);
      expect(found.length > 0).toBe(real.some((x) => real.some((y) => clash(x, y))));
      for (const x of found) expect(real.some((y) => clash(x, y))).toBe(true);
    }),
  );
});
