import closeWithGrace from 'close-with-grace';
import { buildProvider } from './app.ts';
import { Conduct } from './behaviour.ts';
import { Callbacks } from './callbacks.ts';
import { loadConfig } from './config.ts';
import { Ledger } from './ledger.ts';
import { buildOperator } from './operator.ts';
import { addressOfWayOut } from './way-out.ts';

const config = loadConfig(process.env);
const ledger = await Ledger.open(config.LEDGER_FILE);
const conduct = new Conduct();
const callbacks = new Callbacks({
  urls: config.CALLBACK_URLS.split(' ').filter((url) => url !== ''),
  secret: config.CALLBACK_SECRET,
  onGivenUp: (key) => app.log.warn({ key }, 'nobody heard the call-back of a charge'),
});
const app = buildProvider({ ledger, conduct, callbacks, logLevel: config.LOG_LEVEL });
const operator = buildOperator({ ledger, conduct, logLevel: config.LOG_LEVEL });
closeWithGrace({ delay: 5_000, logger: app.log }, async ({ err }) => {
  if (err) app.log.fatal({ err }, 'ending after an uncaught error');
  await Promise.all([app.close(), operator.close()]);
  await callbacks[Symbol.asyncDispose]();
  await ledger[Symbol.asyncDispose]();
});
await app.listen({ host: '0.0.0.0', port: config.PORT });
if (config.OPERATOR_PORT !== undefined) {
  await operator.listen({ host: await addressOfWayOut(), port: config.OPERATOR_PORT });
}
