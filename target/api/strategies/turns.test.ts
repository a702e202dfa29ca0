import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('turns of one event come in order, one at a time; other events do not wait', async () => {
  const turns = new Turns();
  const order: number[] = [];
  const first = await turns.take('1', 1_000);
  const others = [2, 3, 4].map(async (name) => {
    const end = await turns.take('1', 1_000);
    order.push(name);
    end?.();
  });
  expect(await turns.take('2', 1_000)).not.toBeNull();
  expect(order).toEqual([]);
  first?.();
  await Promise.all(others);
  expect(order).toEqual([2, 3, 4]);
});

test('who waited too long gets none, and does not hold up those behind', async () => {
  const turns = new Turns();
  const first = await turns.take('1', 1_000);
  const impatient = turns.take('1', 5);
  const patient = turns.take('1', 10_000);
  expect(await impatient).toBeNull();
  first?.();
  expect(await patient).not.toBeNull();
});
