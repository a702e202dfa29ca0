import { describe, expect, test } from 'vitest';
import { requireCapabilities, requireShortHold } from './capabilities.ts';

const nothing = { skew: 0, hot: 0, persistent: false, dawdle: 0, intruders: 0 };
const seats = { file: 'seats.ts', sells: 'seat' as const, operations: ['hold', 'order', 'book', 'cancel'] };
const pool = { file: 'shop.ts', sells: 'pool' as const, operations: ['book'] };

test('a client that can do all is asked all', () => {
  const all = { skew: 1, hot: 0.5, persistent: true, dawdle: 0.1, intruders: 0.1 };
  expect(() => requireCapabilities(all, seats)).not.toThrow();
  expect(() => requireCapabilities(nothing, pool)).not.toThrow();
});

describe('what a client cannot do is named', () => {
  test.each([
    ['--skew', { skew: 1 }, pool],
    ['--hot', { hot: 0.1 }, pool],
    ['--persistent', { persistent: true }, pool],
    ['--dawdle', { dawdle: 0.1 }, pool],
    ['--intruders', { intruders: 0.1 }, pool],
    ['--queue', { queue: 100 }, seats],
    ['--dawdle', { dawdle: 0.1 }, { ...seats, operations: ['book'] }],
  ])('%s', (option, asked, client) => {
    expect(() => requireCapabilities({ ...nothing, ...asked }, client)).toThrow(option);
  });
});

test('nobody waits for a hold that is longer than the run', () => {
  expect(() => requireShortHold(0.1, 300)).toThrow('300 s is longer');
  expect(() => requireShortHold(0.1, 2)).not.toThrow();
  expect(() => requireShortHold(0, 300)).not.toThrow();
});
