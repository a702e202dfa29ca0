import closeWithGrace from 'close-with-grace';
import { buildProvider } from './app.ts';
import { loadConfig } from './config.ts';
import { Ledger } from './ledger.ts';

const config = loadConfig(process.env);
const ledger = await Ledger.open(config.LEDGER_FILE);
const app = buildProvider({ ledger, operator: config.ALLOW_RESET === 'on', logLevel: config.LOG_LEVEL });
closeWithGrace({ delay: 5_000, logger: app.log }, async ({ err }) => {
  if (err) app.log.fatal({ err }, 'ending after an uncaught error');
  await app.close();
  await ledger[Symbol.asyncDispose]();
});
await app.listen({ host: '0.0.0.0', port: config.PORT });
