import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { seedSale } from '../cli/run/reference-sale.ts';
import { migrate } from '../target/api/migrations/migrate.ts';
import { clear } from '../target/api/seeding/seed.ts';
import { imageTags } from '../target/images/tags.mjs';
import { databaseNode } from '../target/topology/nodes/database.ts';
import { startTopology } from '../target/topology/starter.ts';
import type { Bench, BenchContext, Figure } from './figure.ts';
import { MachineWatch } from './watch/machine-watch.ts';
import type { Usage } from './watch/usage.ts';
import { describeBound } from './watch/wording.ts';

export interface SeedingSize {
  users: number;
  seats: number;
}

/** Users and seats made before a sale. */
export const bench: Bench = {
  name: 'seeding',
  summary: '10,000 users and 20,000 seats, into an empty schema',
  run: (context) => benchSeeding(context, { users: 10_000, seats: 20_000 }),
};

/** Baseline: as many rows by two statements of PostgreSQL's own, to which nothing is sent but their text. */
export async function benchSeeding(context: BenchContext, size: SeedingSize): Promise<Figure[]> {
  const { root, rounds, signal, say } = context;
  let databaseUrl = '';
  await using _ = await startTopology(databaseAlone, {
    run: `bench-${randomUUID().slice(0, 8)}`,
    images: imageTags(root),
    signal,
    prepareDatabase: async (url) => {
      databaseUrl = url;
      await migrate(url);
    },
  });
  await using watch = MachineWatch.start();
  const seeded: number[] = [];
  const inserted: number[] = [];
  const usages: (Usage | null)[] = [];
  for (let round = 1; round <= rounds; round++) {
    signal.throwIfAborted();
    await clear(databaseUrl);
    const fromNs = process.hrtime.bigint();
    seeded.push(await secondsOf(() => seedSale(databaseUrl, size)));
    usages.push(watch.since(fromNs));
    await clear(databaseUrl);
    inserted.push(await secondsOf(() => insertRows(databaseUrl, size)));
    say(
      `  round ${round}: ${seeded.at(-1)?.toFixed(3)} s; by INSERT … SELECT ${inserted.at(-1)?.toFixed(3)} s`,
    );
  }
  return [
    {
      name: `seeding ${size.users.toLocaleString('en')} users, ${size.seats.toLocaleString('en')} seats`,
      unit: 's',
      values: seeded,
      baseline: { name: 'INSERT … SELECT generate_series of as many rows, same database', values: inserted },
      bar: { of: 'median', max: 3 },
      boundBy: describeBound(usages),
    },
  ];
}

const databaseAlone = {
  name: 'database',
  zones: ['a'],
  networks: [{ name: 'operator', zone: null, tier: 'operator' as const, internal: false }],
  nodes: [databaseNode('pg-a', 'a', ['operator'])],
  links: [],
};

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const statements: readonly [string, (size: SeedingSize) => unknown[]][] = [
  ['BEGIN', () => []],
  [
    `INSERT INTO users (email, name, password_hash)
     SELECT 'buyer-' || n || '@example.test', 'Buyer ' || n, repeat('x', 100) FROM generate_series(1, $1::int) n`,
    ({ users }) => [users],
  ],
  [
    `INSERT INTO events (id, title, starts_at, on_sale_at, status, total, available)
     VALUES (1, 'baseline', now(), now(), 'on_sale', $1, $1)`,
    ({ seats }) => [seats],
  ],
  [
    `INSERT INTO seats (event_id, section, "row", number, price)
     SELECT 1, 'A', (n / 50)::text, n % 50, 9900 FROM generate_series(1, $1::int) n`,
    ({ seats }) => [seats],
  ],
  ['ANALYZE users, events, seats', () => []],
  ['COMMIT', () => []],
];

async function insertRows(databaseUrl: string, size: SeedingSize): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const [statement, values] of statements) await client.query(statement, values(size));
  } finally {
    await client.end();
  }
}
