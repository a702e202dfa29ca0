import closeWithGrace from 'close-with-grace';
import { type App, buildApp, type Parts } from './app.ts';
import { Rounds } from './background/rounds.ts';
import { type Composition, compose } from './compose.ts';
import type { Config } from './config.ts';
import { soundCost, testCost } from './domain/passwords.ts';
import { Once } from './once.ts';
import { rehearse } from './rehearse.ts';

const closeWithinMs = 10_000;

/**
 * Starts an API process: listens on all addresses and does its chores beside, until SIGTERM or
 * SIGINT; then takes no more, answers what it has, and ends. `alter` may put other parts in place.
 */
export async function serve(config: Config, alter: (composition: Composition) => Parts): Promise<App> {
  const log: { app?: App } = {};
  const composition = compose(
    config,
    (what, error) => {
      const { message } = error instanceof Error ? error : new Error(String(error));
      log.app?.log.warn({ error: message }, what);
    },
    async (notice) => {
      log.app?.log.info({ notice }, 'notice');
    },
  );
  const parts = alter(composition);
  const rehearsal = new Once(() => rehearse(app, config.API_DIALECT));
  async function notReady(): Promise<string | null> {
    const missing = await parts.notReady();
    if (missing === null) await rehearsal.run();
    return missing;
  }
  const app: App = await buildApp(
    { ...parts, notReady },
    {
      instance: config.INSTANCE,
      dialect: config.API_DIALECT,
      jwtSecret: config.JWT_SECRET,
      passwordCost: config.PROFILE === 'test' ? testCost : soundCost,
      logLevel: config.LOG_LEVEL,
      accessLog: () => config.PROFILE === 'production' && rehearsal.done,
    },
  );
  log.app = app;
  const rounds = new Rounds(parts.chores, {
    random: Math.random,
    onError: (chore, error) => app.log.warn({ err: error }, `${chore} failed, to be tried again`),
  });
  closeWithGrace({ delay: closeWithinMs, logger: app.log }, async ({ signal, err }) => {
    if (err) app.log.fatal({ err }, 'ending after an uncaught error');
    else app.log.info({ signal }, 'ending');
    await app.close();
    await rounds[Symbol.asyncDispose]();
    await parts.queue.admission[Symbol.asyncDispose]();
    await composition[Symbol.asyncDispose]();
  });
  // A whole sale may connect in one instant; the kernel's own limit applies, not Node's 511.
  await app.listen({ host: '0.0.0.0', port: config.PORT, backlog: 4_096 });
  rounds.start();
  parts.queue.admission.start();
  return app;
}
