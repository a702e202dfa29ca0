import { expect, test } from 'vitest';
import { seatPlaces } from './seat-places.ts';

test('rows of 20, sections of 25 rows, no place twice', () => {
  const places = seatPlaces(20_000);
  expect(places[0]).toEqual({ section: 'A', row: '1', number: 1 });
  expect(places[20]).toEqual({ section: 'A', row: '2', number: 1 });
  expect(places[500]).toEqual({ section: 'B', row: '1', number: 1 });
  expect(places[26 * 500]).toEqual({ section: 'AA', row: '1', number: 1 });
  expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(20_000);
  expect(seatPlaces(0)).toEqual([]);
});
