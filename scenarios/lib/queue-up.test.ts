import { expect, test } from 'vitest';
import type { Answer, QueuePlace } from '../clients/client.ts';
import { queueUp } from './queue-up.ts';

const at = (position: number): Answer<QueuePlace> => ({ outcome: 'done', value: { position } });
const busy: Answer<never> = { outcome: 'busy', retryAfterMs: null };
const unknown: Answer<never> = { outcome: 'unknown', error: 'timeout' };
const gone: Answer<never> = { outcome: 'refused', reason: 'expired' };

/** What is answered in turn, and what was done for it. */
async function waited(answers: Answer<QueuePlace>[], { random = 0.5, looks = 99 } = {}) {
  const did: string[] = [];
  const answer = (name: string) => {
    did.push(name);
    const [next] = answers.splice(0, 1);
    if (next === undefined) throw new Error('nobody was to ask again');
    return Promise.resolve(next);
  };
  const result = await queueUp({
    join: () => answer('join'),
    admit: () => answer('admit'),
    sleep: async (ms) => void did.push(`sleep ${ms}`),
    random: () => random,
    hasTime: () => did.length < looks,
  });
  return { result, did };
}

test('who is in at once waits for nothing', async () => {
  expect(await waited([at(0)])).toEqual({ result: at(0), did: ['join'] });
});

test('looks until it is their turn, now and then by joining anew', async () => {
  const { result, did } = await waited([at(2), at(1), at(0)]);
  expect(result).toEqual(at(0));
  expect(did).toEqual(['join', 'sleep 1000', 'admit', 'sleep 1000', 'admit']);
  expect((await waited([at(2), at(0)], { random: 0 })).did).toEqual(['join', 'sleep 500', 'join']);
});

test('goes on after busy and lost answers, and joins until that was answered', async () => {
  const { did } = await waited([unknown, busy, at(1), unknown, at(0)]);
  expect(did.filter((each) => !each.startsWith('sleep'))).toEqual(['join', 'join', 'join', 'admit', 'admit']);
});

test('ends with a refusal, and when time is up', async () => {
  expect((await waited([at(2), gone])).result).toEqual(gone);
  expect((await waited([at(2), at(2)], { looks: 3 })).result).toMatchObject({
    outcome: 'refused',
    detail: 'still waiting at the end',
  });
});
