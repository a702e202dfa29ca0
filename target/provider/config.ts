import { envSchema } from 'env-schema';
import { type Static, Type } from 'typebox';

const port = { minimum: 0, maximum: 65_535 };

const Environment = Type.Object({
  PORT: Type.Integer({ ...port, default: 4000 }),
  /** For the operator alone, on the network that leads out: the ledger, and how the provider behaves. */
  OPERATOR_PORT: Type.Optional(Type.Integer(port)),
  LEDGER_FILE: Type.String({ minLength: 1 }),
  /** Where charges are told of after the fact, when the operator wants them told: URLs with spaces between. */
  CALLBACK_URLS: Type.String({ default: '', pattern: '^(https?://\\S+( https?://\\S+)*)?$' }),
  CALLBACK_SECRET: Type.String({ default: '' }),
  LOG_LEVEL: Type.String({ default: 'info' }),
});

/** The provider's settings, from its environment. Throws an Error that names what is wrong. */
export function loadConfig(environment: Record<string, string | undefined>): Static<typeof Environment> {
  return envSchema<Static<typeof Environment>>({ schema: Environment, data: environment, env: false });
}
