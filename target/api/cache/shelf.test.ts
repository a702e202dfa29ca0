import { expect, it } from 'vitest';
import { pageOf } from './page.ts';
import { Shelf } from './shelf.ts';

const until = (untilMs: number) => ({ untilMs, isStale: false });

it('gives a page for its time; dropped, it is only the last one', () => {
  const shelf = new Shelf();
  const page = pageOf('a', 0);
  shelf.put('k', page, until(10));
  expect(shelf.fresh('k', 9)?.page).toBe(page);
  expect(shelf.fresh('k', 10)).toBeNull();
  shelf.drop('k');
  expect(shelf.fresh('k', 0)).toBeNull();
  expect(shelf.last('k')).toBe(page);
  shelf.remove('k');
  expect(shelf.last('k')).toBeNull();
});

it('puts away what was not asked for the longest when there are too many, or too large ones', () => {
  const many = new Shelf();
  for (let at = 0; at < 512; at += 1) many.put(`k${at}`, pageOf('a', 0), until(10));
  many.fresh('k0', 0);
  many.put('more', pageOf('a', 0), until(10));
  expect([many.last('k0'), many.last('k1')]).toEqual([expect.anything(), null]);

  const large = new Shelf();
  const half = pageOf('x'.repeat(32 * 2 ** 20), 0);
  large.put('a', half, until(10));
  large.put('a', half, until(10));
  large.put('b', half, until(10));
  expect(large.last('a')).toBe(half);
  large.put('c', pageOf('y', 0), until(10));
  expect([large.last('a'), large.last('b')]).toEqual([null, half]);
});
