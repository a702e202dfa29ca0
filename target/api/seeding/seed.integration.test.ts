import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { ownLabels } from '../../topology/ownership.ts';
import { migrate } from '../migrations/migrate.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { clear, empty, SeedError, seed } from './seed.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;

beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-seeding') });
});
afterAll(async () => {
  await stores[Symbol.asyncDispose]();
});

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: stores.databaseUrl });
  await client.connect();
  const { rows } = await client.query<Row>(sql);
  await client.end();
  return rows;
}

const request = {
  users: 1_500,
  events: [
    { title: 'One\twith a tab', seats: 1_200, priceMinor: 4_000 },
    { title: 'Two', seats: 1, priceMinor: 100, queue: true },
  ],
  password: 'correct horse',
};

test('several processes migrate at once; seeding says what there is; clearing brings constraints back', async () => {
  await Promise.all([migrate(stores.databaseUrl), migrate(stores.databaseUrl), migrate(stores.databaseUrl)]);
  const seeded = await seed(stores.databaseUrl, request);
  expect(seeded.buyers).toHaveLength(1_500);
  expect(seeded.events.map(({ seats }) => seats.length)).toEqual([1_200, 1]);
  const [counted] = await query(`
    SELECT (SELECT count(*)::int FROM users) AS users,
           (SELECT array_agg(total = available AND available = seats ORDER BY id) FROM
             (SELECT e.*, (SELECT count(*) FROM seats s WHERE s.event_id = e.id) AS seats FROM events e) _) AS true_counts,
           (SELECT array_agg(queue_on ORDER BY id) FROM events) AS queues,
           (SELECT title FROM events ORDER BY id LIMIT 1) AS title`);
  expect(counted).toEqual({
    ...{ users: 1_500, true_counts: [true, true], queues: [false, true], title: 'One\twith a tab' },
  });
  const last = seeded.events[0]?.seats.at(-1);
  const [row] = await query(`SELECT id, section, "row", number, price FROM seats WHERE id = ${last?.id}`);
  expect(row).toEqual(last);

  await query('DROP INDEX order_lines_live_seat');
  await clear(stores.databaseUrl);
  const [cleared] = await query(`
    SELECT (SELECT count(*)::int FROM users) AS users, to_regclass('order_lines_live_seat') IS NOT NULL AS guarded`);
  expect(cleared).toEqual({ users: 0, guarded: true });
  const again = await seed(stores.databaseUrl, request);
  const before = new Set(seeded.events.flatMap(({ seats }) => seats.map(({ id }) => id)));
  expect(again.events[0]?.seats.some(({ id }) => before.has(id))).toBe(false);
});

test('emptying leaves the schema as it is, and a prepared statement under it as good as before', async () => {
  await clear(stores.databaseUrl);
  await query('DROP INDEX order_lines_live_seat');
  const seeded = await seed(stores.databaseUrl, request);
  const client = new pg.Client({ connectionString: stores.databaseUrl });
  await client.connect();
  try {
    const statement = {
      name: 'seats',
      text: 'SELECT min(id)::text AS first, count(*)::int AS seats FROM seats',
    };
    const first = async () =>
      (await client.query<{ first: string | null; seats: number }>(statement)).rows[0];
    expect(await first()).toEqual({ first: seeded.events[0]?.seats[0]?.id, seats: 1_201 });
    await empty(stores.databaseUrl);
    expect(await first()).toEqual({ first: null, seats: 0 });
    const again = await seed(stores.databaseUrl, request);
    expect(await first()).toEqual({ first: again.events[0]?.seats[0]?.id, seats: 1_201 });
    expect(Number(again.buyers[0]?.id)).toBeGreaterThan(Number(seeded.buyers.at(-1)?.id));
  } finally {
    await client.end();
  }
  const [guarded] = await query(`SELECT to_regclass('order_lines_live_seat') IS NOT NULL AS guarded`);
  expect(guarded).toEqual({ guarded: false });
});

test('a database that does not answer is named as the cause', async () => {
  const nowhere = seed('postgres://onsale:onsale@127.0.0.1:1/onsale', request);
  await expect(nowhere).rejects.toThrow(SeedError);
  await expect(nowhere).rejects.toThrow(/ECONNREFUSED/);
});
