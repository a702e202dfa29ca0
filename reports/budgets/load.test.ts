import { expect, test } from 'vitest';
import { BudgetsError, parseBudgets } from './load.ts';

const parse = (text: string) => parseBudgets(text, 'budgets.yaml');

test('reads bounds in both forms, with labels', () => {
  const text = `
# what the sale promises
contention.granted: { min: 100, max: 100 }
http.p95: "<= 200 ms"
http.p95{route=POST /api/seats/lock}: {max: 150}
cache.hit-rate: ">=0.9"
`;
  expect(parse(text)).toEqual([
    { measurement: 'contention.granted', min: 100, max: 100 },
    { measurement: 'http.p95', max: 200 },
    { measurement: 'http.p95{route=POST /api/seats/lock}', max: 150 },
    { measurement: 'cache.hit-rate', min: 0.9 },
  ]);
});

test.each([
  ['\nhttp.p59: { max: 200 }', 'budgets.yaml:2: no measurement «http.p59»', /http\.p[59]/],
  ['contention.grant: { min: 1 }', 'budgets.yaml:1: no measurement', /contention\.granted/],
  ['constructor: { max: 1 }', 'no measurement «constructor»', /./],
  ['users.peak{route=x}: { min: 1 }', 'has a label that users.peak does not take', /without a label/],
  ['http.p95{path=x}: { max: 1 }', 'has a label that http.p95 does not take', /route=/],
  ['http.p95: {}', 'needs a max or a min', /<= 200/],
  ['http.p95: { max: fast }', 'expected number', /<= 200/],
  ['http.p95: { most: 3 }', 'most', /<= 200/],
  ['http.p95: { max: 1, min: 2 }', 'min is above max', /<= 200/],
  ['http.p95: "< 200"', 'budgets.yaml:1: http.p95', /<= 200/],
  ['http.p95: "<= 200 s"', 'budgets.yaml:1: http.p95', /<= 200/],
  ['http.p95: 200', 'budgets.yaml:1: http.p95', /<= 200/],
  ['http.p95: { max: 1 }\nhttp.p95: { max: 2 }', 'budgets.yaml:2: Map keys must be unique', /./],
  ['http.p95: { max: ', 'budgets.yaml:1:', /./],
  ['', 'holds no budgets', /./],
  ['- http.p95', 'holds no budgets', /./],
])('refuses %j, saying where and what would do', (text, message, hint) => {
  expect(() => parse(text)).toThrow(BudgetsError);
  expect(() => parse(text)).toThrow(message);
  try {
    parse(text);
  } catch (error) {
    expect(error).toMatchObject({ usage: true, hint: expect.stringMatching(hint) });
  }
});
