import { describe, expect, test } from 'vitest';
import { Contended, OutcomeUnknown, Unavailable, UnknownUser, UnstorableText } from '../domain/outages.ts';
import { connectionSurvives, outageOf, violates } from './outage.ts';

const postgres = (code: string, constraint?: string) =>
  Object.assign(new Error('from the server'), { code, constraint });
const socket = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

describe('what an error means', () => {
  test.each([
    ['a deadlock', postgres('40P01'), Contended],
    ['a lock not had in time', postgres('55P03'), Contended],
    ['a statement cancelled', postgres('57014'), Contended],
    ['a standby', postgres('25006'), Unavailable],
    ['too many connections', postgres('53300'), Unavailable],
    ['a text with U+0000 in it', postgres('22021'), UnstorableText],
    ['JSON with U+0000 in it', postgres('22P05'), UnstorableText],
    ['a user who is gone', postgres('23503', 'orders_user_id_fkey'), UnknownUser],
  ])('%s, whether committing or not', (_name, error, expected) => {
    expect(outageOf(error, true)).toBeInstanceOf(expected);
    expect(outageOf(error, false)).toBeInstanceOf(expected);
  });

  test.each([
    ['a reset connection', socket],
    ['an administrator', postgres('57P01')],
    ['a client that was ended', new Error('Connection terminated unexpectedly')],
    ['an answer that did not come', new Error('Query read timeout')],
  ])('%s leaves the outcome unknown only when committing', (_name, error) => {
    expect(outageOf(error, true)).toBeInstanceOf(OutcomeUnknown);
    expect(outageOf(error, false)).toBeInstanceOf(Unavailable);
    expect(connectionSurvives(error)).toBe(false);
  });

  test('a mistake of ours stays what it is', () => {
    const mistake = new TypeError('x is not a function');
    const violated = postgres('23505', 'orders_one_per_key');
    expect(outageOf(mistake, true)).toBe(mistake);
    expect(outageOf(violated, true)).toBe(violated);
    expect(connectionSurvives(violated)).toBe(true);
    expect(violates(violated, 'orders_one_per_key')).toBe(true);
    expect(violates(violated, 'another')).toBe(false);
  });
});
