import { once } from 'node:events';
import { type App, buildApp } from '../app.ts';
import { type Composition, compose } from '../compose.ts';
import { testCost } from '../domain/passwords.ts';
import type { World } from './world.ts';

/** Another instance over a world's stores. */
export interface Sibling extends AsyncDisposable {
  app: App;
  composition: Composition;
}

/** Opens one with the world's own settings. It does not listen, and does no chores. */
export async function openSibling(world: World): Promise<Sibling> {
  const { config } = world.composition;
  const composition = compose(
    { ...config, INSTANCE: 'sibling' },
    () => {},
    async () => {},
  );
  const { redis } = composition.strategyParts;
  if (redis.status !== 'ready') await once(redis, 'ready');
  const app = await buildApp(composition.parts, {
    instance: 'sibling',
    dialect: config.API_DIALECT,
    jwtSecret: config.JWT_SECRET,
    passwordCost: testCost,
    logLevel: 'silent',
    accessLog: () => false,
  });
  return {
    app,
    composition,
    async [Symbol.asyncDispose]() {
      await app.close();
      await composition[Symbol.asyncDispose]();
    },
  };
}
