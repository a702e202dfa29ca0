import { ConfigError, loadConfig } from '../config.ts';
import { serve } from '../serve.ts';
import { variants } from './variants.ts';

const { BROKEN } = process.env;
const variant = variants.find(({ name }) => name === BROKEN);
if (variant === undefined) {
  const names = variants.map(({ name }) => name).join(', ');
  throw new ConfigError(`BROKEN is ${BROKEN ?? 'not set'}, expected one of: ${names}`);
}
const app = await serve(loadConfig(process.env), variant.alter);
app.log.warn(`planted bug: ${variant.summary}`);
