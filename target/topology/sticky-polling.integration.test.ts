import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { migrate } from '../api/migrations/migrate.ts';
import { client, connect, once } from '../api/realtime/testing/user.ts';
import { type Seeded, seed } from '../api/seeding/seed.ts';
import { imageTags } from '../images/tags.mjs';
import { singleTopology } from './single.ts';
import { startTopology } from './starter.ts';

const images = imageTags(fileURLToPath(new URL('../..', import.meta.url)));
const password = 'correct horse';

it('users who can only poll keep to their instance, and hear what is sold at the other', async () => {
  let seeded: Seeded | null = null;
  await using topology = await startTopology(singleTopology({ instances: 2 }), {
    run: `test-${randomUUID().slice(0, 8)}`,
    images,
    signal: new AbortController().signal,
    prepareDatabase: async (databaseUrl) => {
      await migrate(databaseUrl);
      const events = [{ title: 'A night out', seats: 4, priceMinor: 5_000 }];
      seeded = await seed(databaseUrl, { users: 2, events, password });
    },
  });
  const url = topology.endpoints[0]?.url ?? '';
  const { buyers, events } = seeded as unknown as Seeded;
  const [event] = events;
  const eventId = event?.id ?? '';
  const post = async (path: string, body: object, token = '') => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await answer.json()) as { token: string };
  };
  const { token } = await post('/api/auth/login', { email: buyers[0]?.email, password });
  expect(token).toEqual(expect.any(String));

  // Round robin: four of them are on both instances.
  const users = await Promise.all([1, 2, 3, 4].map(() => connect(url, { token, transports: ['polling'] })));
  const joined = await Promise.all(users.map((user) => user.ask('join-event', { eventId })));
  expect(joined).toEqual([1, 2, 3, 4].map(() => ({ ok: true })));
  await post('/api/seats/lock', { eventId, seatIds: [event?.seats[0]?.id] }, token);
  for (const user of users) {
    expect(await user.next('seat-updated')).toMatchObject({ eventId, sequence: expect.any(Number) });
    user.socket.close();
  }

  const forgetful = client(url, { token, transports: ['polling'], cookies: false });
  forgetful.connect();
  expect(await once(forgetful, 'connect_error')).toMatchObject({ description: 400 });
  forgetful.close();
});
