import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import { type App, buildApp, type Parts } from '../app.ts';
import { type Composition, compose } from '../compose.ts';
import { type Config, loadConfig } from '../config.ts';
import { testCost } from '../domain/passwords.ts';
import { migrate } from '../migrations/migrate.ts';
import { type Seeded, seed } from '../seeding/seed.ts';
import type { Stores } from './stores.ts';

export interface WorldOptions {
  providerUrl: string;
  seats: number;
  buyers: number;
  settings?: Partial<Config>;
  /** Do not wait for Redis: there is none. */
  redisAway?: boolean;
  /** SQL after the migrations, and what to put in place of sound parts. */
  unmask?: readonly string[];
  alter?: (sound: Composition) => Parts;
}

/** What the API answered. */
export interface Answered {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

/** One buyer, logged in. `seats` are ids. */
export interface Shopper {
  id: string;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
    key?: string,
  ): Promise<Answered>;
  hold(seats: string[], key?: string): Promise<Answered>;
  order(seats: string[], key?: string): Promise<Answered>;
  confirm(order: string, key?: string): Promise<Answered>;
  cancel(order: string, key?: string): Promise<Answered>;
}

/** The API in this process on a database of its own, with one event on sale. */
export interface World extends AsyncDisposable {
  app: App;
  composition: Composition;
  databaseUrl: string;
  eventId: string;
  seats: string[];
  shoppers: Shopper[];
  query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>;
}

/** Seats' price, minor units. */
export const price = 5_000;

/** Makes a database, seeds it and builds the API upon it. The database goes with its server. */
export async function openWorld(stores: Stores, options: WorldOptions): Promise<World> {
  const name = `world_${randomUUID().replaceAll('-', '')}`;
  await onServer(stores.databaseUrl, `CREATE DATABASE ${name} TEMPLATE ${await templateOn(stores)}`);
  const databaseUrl = databaseOf(stores, name);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  for (const statement of options.unmask ?? []) await pool.query(statement);
  const seeded = await seed(databaseUrl, {
    users: options.buyers,
    events: [{ title: 'A night out', seats: options.seats, priceMinor: price }],
    password: 'correct horse',
  });
  const config = loadConfig({
    DATABASE_URL: databaseUrl,
    REDIS_URL: stores.redisUrl,
    PROVIDER_URL: options.providerUrl,
    JWT_SECRET: 'of no matter',
    PROFILE: 'test',
    LOG_LEVEL: 'silent',
  });
  const composition = compose(
    { ...config, ...options.settings },
    () => {},
    async () => {},
  );
  const { redis } = composition.strategyParts;
  if (!options.redisAway && redis.status !== 'ready') await once(redis, 'ready');
  const app = await buildApp(options.alter?.(composition) ?? composition.parts, {
    instance: 'test',
    dialect: options.settings?.API_DIALECT ?? 'seats',
    jwtSecret: config.JWT_SECRET,
    passwordCost: testCost,
    logLevel: config.LOG_LEVEL,
    accessLog: () => false,
  });
  return {
    app,
    composition,
    databaseUrl,
    ...shopOf(app, seeded),
    query: async <Row extends pg.QueryResultRow>(sql: string) => (await pool.query<Row>(sql)).rows,
    async [Symbol.asyncDispose]() {
      await app.close();
      await composition[Symbol.asyncDispose]();
      await pool.end();
    },
  };
}

function shopOf(app: App, seeded: Seeded): Pick<World, 'eventId' | 'seats' | 'shoppers'> {
  const [event] = seeded.events;
  if (event === undefined) throw new TypeError('expected one seeded event');
  const eventId = event.id;
  const shoppers = seeded.buyers.map(({ id }): Shopper => {
    const token = app.jwt.sign({ sub: id, role: 'buyer' });
    const call: Shopper['call'] = async (method, url, body, key) => {
      const answer = await app.inject({
        method,
        url,
        headers: {
          authorization: `Bearer ${token}`,
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
    };
    return {
      id,
      call,
      hold: (seatIds, key) => call('POST', '/api/seats/lock', { eventId, seatIds }, key),
      order: (seatIds, key) => call('POST', '/api/reservations', { eventId, seatIds }, key),
      confirm: (order, key) => call('POST', `/api/reservations/${order}/confirm`, {}, key),
      cancel: (order, key) => call('POST', `/api/reservations/${order}/cancel`, undefined, key),
    };
  });
  return { eventId, seats: event.seats.map((seat) => seat.id), shoppers };
}

const databaseOf = (stores: Stores, name: string) => stores.databaseUrl.replace(/[^/]+$/, name);

/** By server. Copying what was migrated takes less than migrating anew. */
const templates = new Map<string, Promise<string>>();

function templateOn(stores: Stores): Promise<string> {
  const made = templates.get(stores.databaseUrl) ?? makeTemplate(stores);
  templates.set(stores.databaseUrl, made);
  return made;
}

async function makeTemplate(stores: Stores): Promise<string> {
  const name = 'migrated';
  await onServer(stores.databaseUrl, `CREATE DATABASE ${name}`);
  await migrate(databaseOf(stores, name));
  return name;
}

async function onServer(databaseUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
