import { expect, it } from 'vitest';
import { haproxyConfig } from './haproxy-config.ts';

it('is what has been read and tried', async () => {
  const config = haproxyConfig({ instances: ['api-a-1', 'api-a-2'], idleHttpSeconds: 30 });
  await expect(config).toMatchFileSnapshot('golden/haproxy.cfg');
});

it('closes idle connections after the time given', () => {
  expect(haproxyConfig({ instances: ['api-a-1'], idleHttpSeconds: 1 })).toContain(
    'timeout http-keep-alive 1s\n',
  );
});
