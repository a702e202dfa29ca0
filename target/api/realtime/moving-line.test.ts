import { expect, it } from 'vitest';
import { away } from '../redis/guard.ts';
import type { Line } from './line.ts';
import type { Place } from './messages.ts';
import { movingLine } from './moving-line.ts';

it('says when a number was given or an epoch began, and nothing when somebody only looks', async () => {
  let at: Place | typeof away = { epoch: '1', sequence: 0 };
  const inner: Line = { tell: async () => undefined, stand: async () => at, look: async () => null };
  const moved: string[] = [];
  const line = movingLine(inner, (eventId) => moved.push(eventId));
  const steps: [() => Promise<unknown>, string[]][] = [
    [() => line.look('7'), []],
    [() => line.stand('7'), ['7']],
    [() => line.stand('7'), []],
    [() => line.tell('7', []), ['7']],
    [async () => (at = away), []],
    [() => line.stand('7'), []],
    [async () => (at = { epoch: '2', sequence: 0 }), []],
    [() => line.stand('7'), ['7']],
  ];
  for (const [step, expected] of steps) {
    await step();
    expect(moved.splice(0)).toEqual(expected);
  }
});
