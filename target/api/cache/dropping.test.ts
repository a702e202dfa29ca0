import { expect, it, onTestFinished, vi } from 'vitest';
import { Dropping } from './dropping.ts';

function dropping(drop: (keys: readonly string[]) => Promise<boolean>): Dropping {
  const made = new Dropping({ drop });
  onTestFinished(() => made[Symbol.dispose]());
  return made;
}

it('tells together what came while it was telling', async () => {
  const told: (readonly string[])[] = [];
  const made = dropping(async (keys) => {
    told.push(keys);
    return true;
  });
  for (const key of ['a', 'b', 'b', 'c']) made.add([key]);
  expect(await made.isDone('a')).toBe(true);
  await vi.waitUntil(async () => await made.isDone('c'));
  expect(told).toEqual([['a'], ['b', 'c']]);
});

it('tells again until it was heard', async () => {
  let tries = 0;
  const made = dropping(async () => {
    tries += 1;
    return tries === 2;
  });
  made.add(['a']);
  expect(await made.isDone('a')).toBe(false);
  await vi.waitUntil(async () => await made.isDone('a'));
  expect(tries).toBe(2);
});

it('tells nothing after its end', async () => {
  let tries = 0;
  const made = dropping(async () => {
    tries += 1;
    return true;
  });
  made[Symbol.dispose]();
  made.add(['a']);
  expect(await made.isDone('a')).toBe(true);
  expect(tries).toBe(0);
});
