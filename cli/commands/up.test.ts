import { expect, it } from 'vitest';
import { onsale } from '../testing/onsale.ts';

it.each([
  ['--instances', '0'],
  ['--instances', 'many'],
  ['--port', '70000'],
  ['--users', '-1'],
  ['--strategy', 'hope'],
  ['--topology', 'ring'],
])('refuses %s %s', async (option, value) => {
  const refused = await onsale(['up', option, value]);
  expect(refused.exitCode).toBe(64);
  expect(refused.stderr).toContain(option);
});

it('says so when the engine does not answer', async () => {
  const refused = await onsale(['up'], { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } });
  expect(refused.exitCode).toBe(70);
  expect(refused.stderr).toContain('the Docker engine does not answer');
});
