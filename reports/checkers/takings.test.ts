import { describe, expect, test } from 'vitest';
import { Refusals } from './refusals.ts';
import { noTaking, Takings } from './takings.ts';

const [ann, bob] = [0, 1];
const seat = 3;
const refusal = { buyer: bob, invoked: 10, ended: 20, index: 0, f: 0, together: null };

describe('takings', () => {
  const takings = new Takings();
  const first = takings.add(seat, { buyer: ann, from: 0, until: 15, ttlNs: 15, sure: true });
  const second = takings.add(seat, { buyer: bob, from: 30, until: 40, ttlNs: 10, sure: false });

  test('explain what was refused to another while they lasted, and nothing that only touches them', () => {
    expect(takings.explaining(seat, refusal)).toBe(first);
    expect(takings.explaining(seat, { ...refusal, buyer: ann })).toBe(noTaking);
    expect(takings.explaining(seat, { ...refusal, invoked: 15 })).toBe(noTaking);
    expect(takings.explaining(seat, { buyer: ann, invoked: 20, ended: 31 })).toBe(second);
    expect(takings.explaining(seat + 1, refusal)).toBe(noTaking);
  });

  test('last longer when renewed, and end when let go', () => {
    takings.renew(first, 20);
    expect(takings.until(first)).toBe(35);
    takings.renew(first, 1);
    expect(takings.until(first)).toBe(35);
    takings.letGo(seat, bob, 33);
    expect([takings.until(first), takings.lastUntil(seat)]).toEqual([35, 35]);
    takings.renew(second, null);
    expect(takings.lastUntil(seat)).toBe(Infinity);
  });
});

describe('refusals', () => {
  const left = (refusals: Refusals) => [...refusals.of(seat)].map(({ index }) => index).sort((a, b) => a - b);

  test('go when they are explained, and three at most are shown', () => {
    const refusals = new Refusals();
    for (let index = 0; index < 5; index++) refusals.add(seat, { ...refusal, index, invoked: index });
    refusals.explain(seat, ({ invoked }) => invoked === 1);
    refusals.add(seat, { ...refusal, index: 5 });
    expect(left(refusals)).toEqual([0, 2, 3, 4, 5]);
    const shown = [...refusals.of(seat)].filter(({ isShown }) => isShown);
    expect(shown.map(({ index }) => index).sort()).toEqual([0, 2, 5]);
  });

  test('of several seats go together', () => {
    const refusals = new Refusals();
    const together = { seats: [seat, seat + 1], explained: false };
    for (const each of together.seats) refusals.add(each, { ...refusal, together });
    refusals.add(seat, { ...refusal, index: 1 });
    together.explained = true;
    expect(left(refusals)).toEqual([1]);
    refusals.explain(seat, () => false);
    expect(left(refusals)).toEqual([1]);
  });
});
