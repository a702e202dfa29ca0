import type { Parts } from './app.ts';
import { choresOf } from './background/chores.ts';
import { composeCache } from './cache/compose.ts';
import type { Config } from './config.ts';
import { Database } from './database/database.ts';
import { createPool, poolSize } from './database/pool.ts';
import type { PaymentProvider } from './domain/ordering.ts';
import type { SeatChanges } from './domain/seat-changes.ts';
import { expectedMigration } from './migrations/migrate.ts';
import { Once } from './once.ts';
import { createBooking } from './orders/booking.ts';
import { Orders } from './orders/orders.ts';
import { createCallbacks } from './orders/payment-callbacks.ts';
import { Refunds } from './orders/refunds.ts';
import { httpSink } from './outbox/http-sink.ts';
import type { NoticeSink } from './outbox/notice.ts';
import { Outbox } from './outbox/outbox.ts';
import { httpProvider } from './payment/http-provider.ts';
import { watchLoopDelay } from './plugins/loop-delay.ts';
import { composeQueue } from './queue/compose.ts';
import { composeRealtime } from './realtime/compose.ts';
import { ConnectedUsers } from './realtime/connected-users.ts';
import { numbered } from './realtime/numbered.ts';
import { createRedis } from './redis/connection.ts';
import { createGuard } from './redis/guard.ts';
import { Answers } from './repositories/answers.ts';
import { Events } from './repositories/events.ts';
import { Matches } from './repositories/matches.ts';
import { Releases } from './repositories/releases.ts';
import { schemaNotReady } from './repositories/schema-version.ts';
import { TicketEvents } from './repositories/ticket-events.ts';
import { Users } from './repositories/users.ts';
import { type StrategyParts, strategies } from './strategies/catalog.ts';
import { fastLayer, withFastLayer } from './strategies/fast-layer.ts';
import { composeTickets } from './tickets/compose.ts';
import { warmUp } from './warm-up.ts';

/** What the parts tell of dependencies that fail while the API goes on. */
export type Report = (what: string, error: unknown) => void;

/** The parts, what else is made beside them, and an end to their connections. */
export interface Composition extends AsyncDisposable {
  config: Config;
  parts: Parts;
  database: Database;
  provider: PaymentProvider;
  orders: Orders;
  refunds: Refunds;
  strategyParts: StrategyParts;
  report: Report;
}

/**
 * The sound target's parts, connected as `config` says. Connects lazily: nothing is awaited or thrown here.
 * `logged` takes the notices when the settings name nobody else to tell.
 */
export function compose(config: Config, report: Report, logged: NoticeSink): Composition {
  const connections = poolSize(config.MOST_INSTANCES);
  const pool = createPool({
    databaseUrl: config.DATABASE_URL,
    size: connections,
    applicationName: config.INSTANCE,
    onIdleError: (error) => report('PostgreSQL ended an idle connection', error),
  });
  const redis = createRedis(config.REDIS_URL, (error) => report('Redis is away', error));
  const guard = createGuard((error) => report('Redis failed a command', error));
  const database = new Database(pool);
  const strategyParts = { database, redis, guard, holdSeconds: config.HOLD_SECONDS };
  const inner = strategies[config.SEAT_STRATEGY](strategyParts);
  const layer = config.FAST_LAYER === 'on' ? fastLayer(redis, guard, config.HOLD_SECONDS) : null;
  const seatsFreed = layer?.freed ?? (async () => {});
  const provider = httpProvider(config.PROVIDER_URL);
  const refunds = new Refunds(database, provider, (error) => report('a refund has to wait', error));
  const orders = new Orders(database);
  const sink = config.NOTICE_URL === undefined ? logged : httpSink(config.NOTICE_URL);
  const outbox = new Outbox(database, sink, (error) => report('a notice was not delivered', error));
  const pages = composeCache(config, report);
  const loop = watchLoopDelay();
  const connected = new ConnectedUsers();
  const queue = composeQueue({ ...strategyParts, config, report, entered: connected.entered });
  const room = queue.waitingRoom;
  const realtime = composeRealtime({
    database,
    redis,
    guard,
    queue: room,
    users: connected,
    config,
    report,
    moved: pages.moved,
  });
  const seatChanges: SeatChanges = pages.heardBefore(realtime.changes);
  const secret = config.PAYMENT_CALLBACK_SECRET;
  const callbacks = createCallbacks({ orders, refunds, seatChanges });
  const migration = expectedMigration();
  const tickets = composeTickets(config.SEAT_STRATEGY, { strategyParts, provider, refunds });
  const heardBy = config.API_DIALECT === 'quantity' ? tickets.callbacks : callbacks;
  const warmth = new Once(() =>
    config.API_DIALECT === 'quantity'
      ? tickets.warmUp(connections)
      : warmUp({ strategy: inner, orders, connections }),
  );
  async function notReady(): Promise<string | null> {
    const missing = await schemaNotReady(database, migration);
    if (missing === null) await warmth.run();
    return missing;
  }
  return {
    config,
    database,
    provider,
    orders,
    refunds,
    strategyParts,
    report,
    parts: {
      database,
      loop,
      users: new Users(database),
      events: numbered(new Events(database), realtime.line),
      matches: new Matches(database),
      ticketEvents: new TicketEvents(database),
      ticketSales: tickets.ticketSales,
      strategy: layer ? withFastLayer(inner, layer) : inner,
      releases: new Releases(database),
      seatsFreed,
      seatChanges,
      orders,
      booking: createBooking({ orders, provider, refunds, seatsFreed }),
      answers: new Answers(database),
      paymentCallbacks: secret === undefined ? null : { callbacks: heardBy, secret },
      outbox,
      chores: choresOf({
        ...{ database, seatsFreed, seatChanges, refunds, outbox },
        keepAnswersSeconds: config.ANSWERS_KEPT_SECONDS,
      }),
      queue,
      realtime,
      cache: pages.cache,
      notReady,
    },
    async [Symbol.asyncDispose]() {
      realtime[Symbol.dispose]();
      pages[Symbol.dispose]();
      loop[Symbol.dispose]();
      redis.disconnect();
      await pool.end();
    },
  };
}
