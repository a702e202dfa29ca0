import { type FastifyInstance, fastify, LogController } from 'fastify';
import type { Chore } from './background/rounds.ts';
import type { Cache } from './cache/cache.ts';
import { freshening } from './cache/freshening.ts';
import { cachePlugin } from './cache/plugin.ts';
import type { Database } from './database/database.ts';
import type { HoldRequest, Released, SeatStrategy, SeatsFreed } from './domain/holding.ts';
import type { PaymentCallbacks } from './domain/ordering.ts';
import type { Attempt } from './domain/outcome.ts';
import type { PasswordCost } from './domain/passwords.ts';
import type { SeatChanges } from './domain/seat-changes.ts';
import type { Booking } from './orders/booking.ts';
import type { Orders } from './orders/orders.ts';
import type { OutboxCounts } from './outbox/outbox.ts';
import { authentication } from './plugins/authentication.ts';
import { contentionMetrics } from './plugins/contention-metrics.ts';
import type { LoopDelay } from './plugins/loop-delay.ts';
import { metrics } from './plugins/metrics.ts';
import { openapi } from './plugins/openapi.ts';
import { outboxMetrics } from './plugins/outbox-metrics.ts';
import { answerError, problemsPlugin } from './plugins/problems.ts';
import { queueMetrics } from './plugins/queue-metrics.ts';
import { shedding } from './plugins/shedding.ts';
import type { Queue } from './queue/compose.ts';
import { endingTurns } from './queue/ending-turns.ts';
import type { Realtime } from './realtime/compose.ts';
import { isForRealtime } from './realtime/door.ts';
import type { NumberedEvents } from './realtime/numbered.ts';
import { realtime } from './realtime/plugin.ts';
import type { Answers } from './repositories/answers.ts';
import type { Matches } from './repositories/matches.ts';
import type { TicketEvents } from './repositories/ticket-events.ts';
import type { Users } from './repositories/users.ts';
import { authRoutes } from './routes/auth.ts';
import { type DialectName, dialects } from './routes/dialects.ts';
import { healthRoutes } from './routes/health.ts';
import { paymentCallbackRoutes } from './routes/payment-callbacks.ts';
import { telling } from './telling.ts';
import type { TicketSales } from './tickets/sales.ts';
import { answerUnreadable } from './unreadable.ts';

/** Everything an instance is made of. A planted fault is another part in one of these places. */
export interface Parts {
  database: Pick<Database, 'load' | 'contention'>;
  /** How late the process is. */
  loop: Pick<LoopDelay, 'sustainedMs'>;
  users: Pick<Users, 'add' | 'byEmail' | 'byId'>;
  events: NumberedEvents;
  matches: Pick<Matches, 'list' | 'byId'>;
  ticketEvents: Pick<TicketEvents, 'byId' | 'create' | 'edit'>;
  ticketSales: TicketSales;
  strategy: SeatStrategy;
  releases: { release(request: HoldRequest): Promise<Attempt<Released>> };
  seatsFreed: SeatsFreed;
  seatChanges: SeatChanges;
  orders: Pick<Orders, 'create' | 'list'>;
  booking: Booking;
  answers: Pick<Answers, 'settle'>;
  /** Null when nobody calls back. */
  paymentCallbacks: { callbacks: PaymentCallbacks; secret: string } | null;
  outbox: { counts: Readonly<OutboxCounts> };
  /** What is done beside the requests; whoever listens runs them. */
  chores: readonly Chore[];
  queue: Queue;
  realtime: Realtime;
  /** Of what anybody may read. */
  cache: Cache;
  notReady: () => Promise<string | null>;
}

export interface AppOptions {
  instance: string;
  dialect: DialectName;
  jwtSecret: string;
  passwordCost: PasswordCost;
  logLevel: string;
  /** Whether a request is worth log lines of its own. */
  accessLog: () => boolean;
}

/** Enough for a selection of seats many times over. */
const bodyLimitBytes = 16 * 1024;

/** The API of one dialect, ready to listen or to be injected into. Throws when a plugin's dependency lacks. */
export async function buildApp(parts: Parts, options: AppOptions) {
  const app = fastify({
    logger: {
      level: options.logLevel,
      name: options.instance,
      redact: ['req.headers.authorization', 'req.headers.cookie'],
    },
    logController: new LogController({ disableRequestLogging: () => !options.accessLog() }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: 10_000,
    // A request that asks for another protocol than ours is served in HTTP, as if it had not.
    http: { shouldUpgradeCallback: isForRealtime },
    keepAliveTimeout: 30_000,
    // Of a URL that cannot be read: it has no route, so no error handler of a route answers it.
    frameworkErrors: answerError,
    clientErrorHandler: answerUnreadable,
    // What comes on a connection that is still open while ending is answered, and the connection then closed.
    return503OnClosing: false,
    trustProxy: true,
    // Nothing is coerced and nothing dropped: what does not fit is refused with its name.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  acceptJson(app);
  await app.register(problemsPlugin);
  await app.register(openapi, { dialect: options.dialect });
  await app.register(metrics, { instance: options.instance, database: parts.database });
  await app.register(contentionMetrics, { counts: parts.database.contention });
  await app.register(shedding, { database: parts.database, loop: parts.loop });
  await app.register(outboxMetrics, { counts: parts.outbox.counts });
  await app.register(queueMetrics, { admission: parts.queue.admission });
  await app.register(cachePlugin, { cache: parts.cache, dialect: options.dialect });
  await app.register(authentication, { secret: options.jwtSecret });
  await app.register(healthRoutes, { instance: options.instance, notReady: parts.notReady });
  if (parts.paymentCallbacks !== null) await app.register(paymentCallbackRoutes, parts.paymentCallbacks);
  await app.register(authRoutes, { users: parts.users, passwordCost: options.passwordCost });
  const booking = endingTurns(parts.booking, parts.queue.waitingRoom);
  const selling = {
    ...parts,
    ...telling({ ...parts, booking }, parts.seatChanges),
    ...freshening(parts, parts.cache),
  };
  await dialects[options.dialect].serve(app, selling);
  await app.register(realtime, { parts: parts.realtime });
  await app.ready();
  return app;
}

/** JSON only. An empty body is no body, whatever its declared type: whether one is needed is the route's schema to say. */
function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, body, done);
  });
}

export type App = Awaited<ReturnType<typeof buildApp>>;
