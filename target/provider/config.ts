import { envSchema } from 'env-schema';
import { type Static, Type } from 'typebox';

const Environment = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 4000 }),
  LEDGER_FILE: Type.String({ minLength: 1 }),
  ALLOW_RESET: Type.Enum(['on', 'off'], { type: 'string', default: 'off' }),
  LOG_LEVEL: Type.String({ default: 'info' }),
});

/** The provider's settings, from its environment. Throws an Error that names what is wrong. */
export function loadConfig(environment: Record<string, string | undefined>): Static<typeof Environment> {
  return envSchema<Static<typeof Environment>>({ schema: Environment, data: environment, env: false });
}
