import { envSchema } from 'env-schema';
import { type Static, Type } from 'typebox';
import { type DialectName, dialects } from './routes/dialects.ts';
import { strategies } from './strategies/catalog.ts';

const minimumSecretLength = 32;
const port = Type.Integer({ minimum: 0, maximum: 65_535, default: 3001 });

const Environment = Type.Object({
  PORT: port,
  INSTANCE: Type.String({ default: 'api', minLength: 1, maxLength: 60 }),
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  REDIS_URL: Type.String({ pattern: '^rediss?://' }),
  /** A Redis that evicts; every public answer is read from PostgreSQL when absent. See docs/cache.md. */
  CACHE_URL: Type.Optional(Type.String({ pattern: '^rediss?://' })),
  PROVIDER_URL: Type.String({ pattern: '^https?://' }),
  JWT_SECRET: Type.String({ minLength: 1 }),
  API_DIALECT: Type.Enum(Object.keys(dialects) as DialectName[], { type: 'string', default: 'seats' }),
  SEAT_STRATEGY: Type.Enum(Object.keys(strategies) as (keyof typeof strategies)[], {
    type: 'string',
    default: 'atomic-update',
  }),
  FAST_LAYER: Type.Enum(['on', 'off'], { type: 'string', default: 'on' }),
  MOST_INSTANCES: Type.Integer({ minimum: 1, maximum: 180, default: 10 }),
  HOLD_SECONDS: Type.Integer({ minimum: 1, maximum: 86_400, default: 300 }),
  /** Signs what the payment provider calls back; no call-back is heard when absent. */
  PAYMENT_CALLBACK_SECRET: Type.Optional(Type.String({ minLength: 1 })),
  /** How long a first answer is given again: longer than anybody repeats a request. */
  ANSWERS_KEPT_SECONDS: Type.Integer({ minimum: 3_600, default: 172_800 }),
  /** Where purchases and cancellations are told; logged when absent. */
  NOTICE_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** See docs/queue.md. The places an event has are this many, and 1,000 an instance, at most. */
  QUEUE_LIMIT: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 10_000 }),
  QUEUE_RATE_PER_SECOND: Type.Integer({ minimum: 1, maximum: 1_000, default: 50 }),
  QUEUE_PLACE_SECONDS: Type.Integer({ minimum: 1, maximum: 86_400, default: 300 }),
  QUEUE_GRACE_SECONDS: Type.Integer({ minimum: 1, maximum: 3_600, default: 30 }),
  /** Real-time connections an instance takes; and over how long it ends them when it ends. */
  REALTIME_CONNECTIONS: Type.Integer({ minimum: 1, maximum: 19_000, default: 12_000 }),
  REALTIME_DRAIN_MS: Type.Integer({ minimum: 0, maximum: 8_000, default: 3_000 }),
  PROFILE: Type.Enum(['test', 'production'], { type: 'string', default: 'production' }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    type: 'string',
    default: 'info',
  }),
});

export type Config = Static<typeof Environment>;

/** A setting is missing or wrong; the message names it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * The settings of an API process, from its environment.
 *
 * @throws ConfigError also for a secret that can be guessed, unless PROFILE=test
 */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  const config = read(environment);
  if (config.PROFILE !== 'test') {
    refuseGuessable('JWT_SECRET', config.JWT_SECRET);
    refuseGuessable('PAYMENT_CALLBACK_SECRET', config.PAYMENT_CALLBACK_SECRET);
  }
  return config;
}

function refuseGuessable(name: string, secret: string | undefined): void {
  if (secret === undefined || secret.length >= minimumSecretLength) return;
  throw new ConfigError(
    `${name} has ${secret.length} characters, expected ${minimumSecretLength} or more; make one with: openssl rand -base64 48`,
  );
}

function read(environment: Record<string, string | undefined>): Config {
  try {
    return envSchema<Config>({ schema: Environment, data: environment, env: false });
  } catch (cause) {
    const seen = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`the environment is not valid: ${seen}; see target/api/config.ts`, { cause });
  }
}
