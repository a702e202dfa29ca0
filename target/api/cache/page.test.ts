import { expect, it } from 'vitest';
import { names, pageOf } from './page.ts';

it('tags other bytes with another tag, and the same with the same', () => {
  expect(pageOf('a', 1).etag).toMatch(/^"[\w-]{27}"$/);
  expect(pageOf('a', 1).etag).toBe(pageOf('a', 2).etag);
  expect(pageOf('a', 1).etag).not.toBe(pageOf('b', 1).etag);
});

it.each([
  [undefined, false],
  ['', false],
  ['"b"', false],
  ['a', false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"c" , "a"', true],
  ['*', true],
])('If-None-Match: %s names it: %s', (header, expected) => {
  expect(names(header, '"a"')).toBe(expected);
});
