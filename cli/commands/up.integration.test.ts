import { createServer } from 'node:net';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { connectEngine } from '../../target/topology/engine.ts';
import { listKept, markWhole } from '../../target/topology/kept.ts';
import { isAlive, kept, keptLabels, labels } from '../../target/topology/ownership.ts';
import { listLabelled, removeAll } from '../../target/topology/removal.ts';
import { onsale, startOnsale } from '../testing/onsale.ts';

const docker = await connectEngine();

beforeAll(async () => {
  const others = await listKept(docker);
  if (others.length > 0)
    throw new Error('a target is up already, and this test would remove it: onsale down first');
});
afterEach(async () => {
  await onsale(['down', '--quiet']);
});

/** What nobody who lives owns: a later start would have to remove it. */
async function leftBehind(): Promise<string[]> {
  const held = await listLabelled(docker, labels.owner);
  const isLeft = (its: Record<string, string>) =>
    its[labels.owner] === kept || !isAlive(its[labels.owner] ?? '');
  return held.filter((one) => isLeft(one.labels)).map(({ name }) => name);
}

it('up, status, up once more, down', async () => {
  const booted = await onsale(['up', '--json', '--users', '20', '--seats', '7', '--strategy', 'row-lock']);
  expect(booted).toMatchObject({ exitCode: 0 });
  const document = JSON.parse(booted.stdout);
  expect(document).toMatchObject({ up: true, topology: 'single', faults: [] });
  expect(Object.keys(document.nodes[0])).toEqual(['name', 'zone', 'role', 'state', 'container']);
  expect(document.endpoints).toEqual([
    { zone: 'a', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
  ]);
  const events = await (await fetch(`${document.endpoints[0].url}/api/events`)).json();
  expect(events).toMatchObject({ events: [{ total: 7, available: 7 }] });

  const status = await onsale(['status', '--json']);
  expect(JSON.parse(status.stdout)).toEqual(document);

  const again = await onsale(['up', '--json', '--users', '20']);
  expect(again.exitCode).toBe(0);
  expect(JSON.parse(again.stdout)).toEqual(document);
  const otherwise = await onsale(['up', '--strategy', 'redis-lock']);
  expect(otherwise.exitCode).toBe(64);
  expect(otherwise.stderr).toContain('started with --strategy row-lock, not redis-lock');

  const down = await onsale(['down', '--json']);
  expect(down.exitCode).toBe(0);
  expect(JSON.parse(down.stdout).removed).toHaveLength(document.nodes.length + 6);
  expect(JSON.parse((await onsale(['status', '--json'])).stdout)).toEqual({
    up: false,
    topology: null,
    endpoints: [],
    nodes: [],
    faults: [],
  });
  expect(await onsale(['down'])).toMatchObject({ exitCode: 0, stdout: 'Nothing was up.' });
});

it('says which port is taken, and leaves nothing', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const refused = await onsale(['up', '--json', '--port', String(port)]);
  server.close();
  expect(refused.exitCode).toBe(64);
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code: 'usage',
    message: expect.stringContaining(`port ${port} of 127.0.0.1 is taken`),
    hint: expect.stringContaining('--port'),
  });
  expect(await leftBehind()).toEqual([]);
});

it.each(['SIGINT', 'SIGTERM'] as const)('removes everything on %s in the middle', async (signal) => {
  const up = startOnsale(['up']);
  up.stderr.once('data', () => up.kill(signal));
  expect((await up).exitCode).toBe(130);
  expect(await leftBehind()).toEqual([]);
});

it('survives kill -9 in the middle: the next start removes what was left', async () => {
  const killed = startOnsale(['up']);
  killed.stderr.once('data', () => killed.kill('SIGKILL'));
  await killed;
  expect(await leftBehind()).not.toEqual([]);
  const next = await onsale(['up', '--users', '20', '--seats', '7']);
  expect(next.exitCode).toBe(0);
  expect(next.stderr).toContain('removed what an ended run had left');
  expect(await listKept(docker)).toHaveLength(1);
});

it('makes one target, though two start at once', async () => {
  const both = await Promise.all([onsale(['up', '--users', '20']), onsale(['up', '--users', '20'])]);
  const codes = both.map(({ exitCode }) => exitCode).sort();
  expect(codes).toEqual([0, 64]);
  expect(both.find(({ exitCode }) => exitCode === 64)?.stderr).toContain('another onsale is booting');
  expect(await listKept(docker)).toHaveLength(1);
});

it('down leaves what a living process still uses, and says so', async () => {
  const run = `used-${process.pid}`;
  const its = keptLabels(run);
  await markWhole(docker, run, its);
  const refused = await onsale(['down']);
  const held = await listLabelled(docker, `${labels.run}=${run}`);
  await removeAll(docker, held);
  expect(refused.exitCode).toBe(64);
  expect(refused.stderr).toContain(`${run} is at work with it`);
  expect(held).toHaveLength(1);
});

it.each(['down', 'status'])('%s removes what a killed boot left, and says so', async (command) => {
  const killed = startOnsale(['up']);
  killed.stderr.once('data', () => killed.kill('SIGKILL'));
  await killed;
  const next = await onsale([command]);
  expect(next.stderr).toContain('removed what an ended run had left');
  expect(next.stdout).not.toContain('Nothing was up');
  expect(await leftBehind()).toEqual([]);
});
