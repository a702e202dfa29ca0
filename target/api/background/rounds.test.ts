import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Chore, Rounds } from './rounds.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A chore whose rounds answer in turn what is given, and then that there is nothing more. */
function chore(answers: (boolean | Error)[] = []) {
  const seen = { rounds: 0 };
  const work: Chore = {
    name: 'sweeping',
    everyMs: 1_000,
    async round() {
      const answer = answers[seen.rounds] ?? false;
      seen.rounds += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { work, seen };
}

function rounds(chores: Chore[], random = () => 0.5) {
  const errors: [string, unknown][] = [];
  const running = new Rounds(chores, { random, onError: (name, error) => errors.push([name, error]) });
  running.start();
  return { running, errors };
}

test('goes on at once while there is more to do, and pauses when there is not', async () => {
  const { work, seen } = chore([true, true, false]);
  const { running } = rounds([work]);
  await vi.advanceTimersByTimeAsync(0);
  expect(seen.rounds).toBe(3);
  await vi.advanceTimersByTimeAsync(999);
  expect(seen.rounds).toBe(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen.rounds).toBe(4);
  await running[Symbol.asyncDispose]();
});

test.each([
  [0, 500],
  [0.999, 1_499],
])('drawn %d, the pause is %d ms', async (drawn, pauseMs) => {
  const { work, seen } = chore();
  const { running } = rounds([work], () => drawn);
  await vi.advanceTimersByTimeAsync(pauseMs - 1);
  expect(seen.rounds).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen.rounds).toBe(2);
  await running[Symbol.asyncDispose]();
});

test('a round that failed is told of and tried again; the other chores go on', async () => {
  const broken = new Error('away');
  const [bad, good] = [chore([broken]), chore()];
  const { running, errors } = rounds([bad.work, good.work]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(errors).toEqual([['sweeping', broken]]);
  expect([bad.seen.rounds, good.seen.rounds]).toEqual([2, 2]);
  await running[Symbol.asyncDispose]();
});

test('ends when the round under way has ended, and begins no other', async () => {
  const gate = Promise.withResolvers<boolean>();
  let begun = 0;
  const slow: Chore = {
    name: 'slow',
    everyMs: 1_000,
    round() {
      begun += 1;
      return gate.promise;
    },
  };
  const { running } = rounds([slow]);
  let ended = false;
  const ending = running[Symbol.asyncDispose]().then(() => {
    ended = true;
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ended).toBe(false);
  gate.resolve(true);
  await ending;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(begun).toBe(1);
});
