import pg from 'pg';

/** PostgreSQL's `max_connections` is 200; the rest is for operators and replication (domain rules, §1). */
const sharedConnections = 180;
const mostPerInstance = 20;
const connectTimeoutMs = 2_000;
/** How long a request may wait for a free connection before it is told to come back. */
const waitTimeoutMs = 5_000;

/** Connections of one instance, so that all instances together never exceed the server's. */
export function poolSize(mostInstances: number): number {
  return Math.min(mostPerInstance, Math.floor(sharedConnections / mostInstances));
}

/**
 * Statements are planned once per connection, maybe while the tables are still empty, and the plan must also
 * be right when they are full: so an index whenever there is one. None is worth compiling.
 */
const settings = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'jit=off',
  'timezone=UTC',
  'default_transaction_isolation=read\\ committed',
];

/** The pool's own limit bounds the wait for a free connection; a new one has to answer sooner. */
class PromptClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    const given = typeof config === 'string' ? { connectionString: config } : config;
    super({ ...given, connectionTimeoutMillis: connectTimeoutMs });
  }
}

export interface PoolOptions {
  databaseUrl: string;
  size: number;
  applicationName: string;
  /** A connection was lost while idle; the pool replaces it. */
  onIdleError: (error: Error) => void;
}

/**
 * The instance's connections, pipelined: statements of one transaction need not wait for each other. The
 * server ends waits for locks (3 s) and statements (5 s) but never a commit: PostgreSQL disarms
 * `statement_timeout` before it commits, so a time-out is certain to have changed nothing.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    Client: PromptClient,
    connectionString: options.databaseUrl,
    application_name: options.applicationName,
    max: options.size,
    connectionTimeoutMillis: waitTimeoutMs,
    idleTimeoutMillis: 0,
    lock_timeout: 3_000,
    statement_timeout: 5_000,
    idle_in_transaction_session_timeout: 10_000,
    query_timeout: 8_000,
    keepAlive: true,
    pipeline: true,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
  } as pg.PoolConfig);
  pool.on('error', options.onIdleError);
  // A connection that breaks while it is in use, between two statements, has no other listener, and an
  // 'error' nobody hears ends the process. What waits for it is rejected all the same.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
