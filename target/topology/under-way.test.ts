import { expect, it } from 'vitest';
import { UnderWay } from './under-way.ts';

it('waits for all tasks', async () => {
  const underWay = new UnderWay();
  const done: number[] = [];
  const task = async (number: number) => done.push(number);
  await underWay.all([task(1), task(2)], new AbortController().signal);
  expect(done).toEqual([1, 2]);
  expect(underWay.idle).toBe(true);
});

it('gives up when interrupted, and still knows what goes on', async () => {
  const underWay = new UnderWay();
  const interrupt = new AbortController();
  const slow = Promise.withResolvers<void>();
  const all = underWay.all([slow.promise], interrupt.signal);
  interrupt.abort(new Error('interrupted'));
  await expect(all).rejects.toThrow('interrupted');
  expect(underWay.idle).toBe(false);
  slow.resolve();
  await underWay.ended();
  expect(underWay.idle).toBe(true);
});

it('passes on the first failure, and remembers the others until they end', async () => {
  const underWay = new UnderWay();
  const slow = Promise.withResolvers<void>();
  const all = underWay.all([slow.promise, Promise.reject(new Error('no'))], new AbortController().signal);
  await expect(all).rejects.toThrow('no');
  slow.reject(new Error('later'));
  await underWay.ended();
  expect(underWay.idle).toBe(true);
});

it('does not begin to wait when interrupted before', async () => {
  const all = new UnderWay().all([Promise.resolve()], AbortSignal.abort(new Error('interrupted')));
  await expect(all).rejects.toThrow('interrupted');
});
