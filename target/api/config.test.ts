import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

const sound = {
  DATABASE_URL: 'postgres://onsale@db/onsale',
  REDIS_URL: 'redis://redis',
  PROVIDER_URL: 'http://provider:4000',
  JWT_SECRET: 'x'.repeat(32),
};

test('defaults, and numbers from text', () => {
  const config = loadConfig({ ...sound, PORT: '3005', MOST_INSTANCES: '20' });
  expect(config).toMatchObject({
    PORT: 3005,
    MOST_INSTANCES: 20,
    API_DIALECT: 'seats',
    SEAT_STRATEGY: 'atomic-update',
    HOLD_SECONDS: 300,
  });
  expect(config).toMatchObject({ PROFILE: 'production', FAST_LAYER: 'on' });
});

test.each(['JWT_SECRET', 'PAYMENT_CALLBACK_SECRET'] as const)(
  'a %s that can be guessed is refused outside of tests',
  (name) => {
    expect(() => loadConfig({ ...sound, [name]: 'short' })).toThrow(`${name} has 5 characters`);
    expect(loadConfig({ ...sound, [name]: 'short', PROFILE: 'test' })[name]).toBe('short');
  },
);

test.each([
  ['API_DIALECT', 'tickets'],
  ['SEAT_STRATEGY', 'hope'],
  ['FAST_LAYER', 'yes'],
  ['PORT', '70000'],
  ['MOST_INSTANCES', '0'],
  ['DATABASE_URL', 'mysql://x'],
  ['NOTICE_URL', 'ftp://x'],
  ['ANSWERS_KEPT_SECONDS', '60'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => loadConfig({ ...sound, [name]: value })).toThrow(ConfigError);
  expect(() => loadConfig({ ...sound, [name]: value })).toThrow(name);
});

test('what is missing is named', () => {
  const { JWT_SECRET: _, ...rest } = sound;
  expect(() => loadConfig(rest)).toThrow(/JWT_SECRET/);
});
