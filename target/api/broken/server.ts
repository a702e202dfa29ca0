import type { Parts } from '../app.ts';
import type { Composition } from '../compose.ts';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { serve } from '../serve.ts';
import { diedOfFailpoint, dyingAt, failpoints } from './failpoints.ts';
import { variants } from './variants.ts';

interface Planted {
  summary: string;
  alter: (sound: Composition) => Parts;
}

function bugNamed(name: string | undefined): Planted {
  const variant = variants.find((one) => one.name === name);
  if (variant !== undefined) return variant;
  const names = variants.map((one) => one.name).join(', ');
  throw new ConfigError(`BROKEN is ${name ?? 'not set'}, expected one of: ${names}`);
}

function failpointNamed(name: string, { PROFILE }: Config): Planted {
  const failpoint = failpoints.find((one) => one === name);
  if (failpoint === undefined || PROFILE !== 'test') {
    const expected = `one of: ${failpoints.join(', ')}, and PROFILE=test`;
    throw new ConfigError(`FAILPOINT is ${name} and PROFILE is ${PROFILE}, expected ${expected}`);
  }
  const die = () => process.exit(diedOfFailpoint);
  return { summary: `dies ${failpoint} of its first booking`, alter: dyingAt(failpoint, die) };
}

const config = loadConfig(process.env);
const { BROKEN, FAILPOINT } = process.env;
const planted = FAILPOINT === undefined ? bugNamed(BROKEN) : failpointNamed(FAILPOINT, config);
const app = await serve(config, planted.alter);
app.log.warn(`planted: ${planted.summary}`);
