import { afterEach, expect, test } from 'vitest';
import type { App, Parts } from './app.ts';
import type { Hold } from './domain/holding.ts';
import type { Attempt } from './domain/outcome.ts';
import { rehearse } from './rehearse.ts';
import { openApp } from './testing/parts.ts';

let app: App;
afterEach(() => app.close());

async function listening(answer: () => Promise<Attempt<Hold>>): Promise<void> {
  const settle: Parts['answers']['settle'] = async ({ status }, attempt) => {
    const ended = await attempt();
    if (ended.kind === 'remembered') throw new Error('nothing is remembered here');
    return ended.kind === 'done' ? { ...ended, status, replayed: false } : ended;
  };
  ({ app } = await openApp({ strategy: { name: 'of a test', hold: answer }, answers: { settle } }));
  await app.listen({ host: '127.0.0.1', port: 0 });
}

test('asks for a seat many times over, and leaves no trace in the metrics', async () => {
  let asked = 0;
  await listening(async () => {
    asked += 1;
    return { kind: 'refused', code: 'seat_not_found' };
  });
  await rehearse(app, 'seats');
  expect(asked).toBeGreaterThan(100);
  const { body } = await app.inject('/metrics');
  expect(body).not.toMatch(/api\/seats\/lock.* [1-9]/);
});

test('an instance that gives away what does not exist is not ready', async () => {
  const answer = { eventId: '1', seatIds: [], heldUntil: '', ttlMs: 1 };
  await listening(async () => ({ kind: 'done', answer }));
  await expect(rehearse(app, 'seats')).rejects.toThrow('answered 200');
});
