import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerRow } from '../../reports/evidence/ledger.ts';
import { migrate } from '../../target/api/migrations/migrate.ts';
import { seed } from '../../target/api/seeding/seed.ts';
import { type Stores, startStores } from '../../target/api/testing/stores.ts';
import { imageTags } from '../../target/images/tags.mjs';
import { ownLabels } from '../../target/topology/ownership.ts';
import type { LedgerPart } from '../clients/client.ts';
import { seatsLedger } from '../clients/seats.ledger.ts';
import { LedgerError } from './errors.ts';
import { readLedgerSource } from './read.ts';

let stores: Stores;
beforeAll(async () => {
  const image = imageTags(resolve(import.meta.dirname, '../..')).testbed;
  stores = await startStores({ image, labels: ownLabels(`test-${randomUUID().slice(0, 8)}`) });
  await migrate(stores.databaseUrl);
});
afterAll(() => stores[Symbol.asyncDispose]());

const { signal } = new AbortController();

async function read(parts: LedgerPart[], by: AbortSignal = signal): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for await (const row of readLedgerSource({ parts }, { signal: by })) rows.push(row);
  return rows;
}

const stockOf = (sql: string): LedgerPart => ({ kind: 'stock', from: { sql, database: stores.databaseUrl } });

test('the reference target’s own tables fit its ledger', async () => {
  const seeded = await seed(stores.databaseUrl, {
    users: 2,
    events: [{ title: 'The on-sale', seats: 3, priceMinor: 100 }],
    password: 'correct horse battery staple',
  });
  const { parts } = seatsLedger({ databaseUrl: stores.databaseUrl, providerUrl: 'http://127.0.0.1:9' });
  const rows = await read(parts.filter(({ from }) => 'sql' in from));
  expect(rows).toEqual(
    seeded.events[0]?.seats.map(({ id }) => ({
      kind: 'stock',
      resource: id,
      total: 1,
      available: 1,
      held: 0,
      sold: 0,
    })),
  );
});

test('many rows are streamed', async () => {
  const rows = await read([
    stockOf(
      'SELECT n AS resource, 1 AS total, 1 AS available, 0 AS held, 0 AS sold FROM generate_series(1, 50000) n',
    ),
  ]);
  expect(rows).toHaveLength(50_000);
  expect(rows.at(-1)).toMatchObject({ resource: '50000' });
});

test('a query that fails, also half-way, makes the ledger incomplete', async () => {
  await expect(read([stockOf('SELECT nonsense')])).rejects.toThrow(LedgerError);
  const half = stockOf(
    'SELECT n AS resource, 1 AS total, 1 / (500 - n) AS available, 0 AS held, 0 AS sold FROM generate_series(1, 1000) n',
  );
  await expect(read([half])).rejects.toThrow('division by zero');
});

test('an abort ends a query under way', async () => {
  const stop = new AbortController();
  const reason = new Error('interrupted');
  const reading = read([stockOf('SELECT pg_sleep(60), 1 AS total')], stop.signal);
  setImmediate(() => stop.abort(reason));
  await expect(reading).rejects.toBe(reason);
});
