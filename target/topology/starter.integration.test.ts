import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { Client } from 'pg';
import { Toxiproxy } from 'toxiproxy-node-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageTags } from '../images/tags.mjs';
import type { TopologyDescription } from './description.ts';
import { connectEngine } from './engine.ts';
import { labels } from './ownership.ts';
import { listLabelled } from './removal.ts';
import { singleTopology } from './single.ts';
import type { StartedTopology, StartOptions } from './started.ts';
import { startTopology } from './starter.ts';
import { withStandIns } from './testing/stand-ins.ts';

const docker = await connectEngine();
const images = imageTags(fileURLToPath(new URL('../..', import.meta.url)));
const never = new AbortController().signal;
const single = withStandIns(singleTopology({ instances: 2 }));

let runs = 0;
const nextRun = () => `test-${process.pid}-${++runs}`;

async function start(description: TopologyDescription = single, options: Partial<StartOptions> = {}) {
  return await startTopology(description, { run: nextRun(), images, signal: never, ...options });
}

async function namesLeftOf(run: string): Promise<string[]> {
  return (await listLabelled(docker, `${labels.run}=${run}`)).map(({ name }) => name);
}

interface Answer {
  INSTANCE: string;
  SEAT_STRATEGY: string;
  FAST_LAYER: string;
  BROKEN?: string;
}

async function ask(topology: StartedTopology, path = '/whatever'): Promise<Answer> {
  const [endpoint] = topology.endpoints;
  const answer = await fetch(`${endpoint?.url}${path}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
}

describe('a topology that was started', () => {
  let topology: StartedTopology;
  let beside: StartedTopology;
  const prepared: string[] = [];

  beforeAll(async () => {
    const other = start();
    topology = await start(single, {
      prepareDatabase: async (databaseUrl) => {
        const client = new Client(databaseUrl);
        await client.connect();
        const { rows } = await client.query('SHOW max_connections');
        prepared.push(rows[0].max_connections);
        await client.end();
      },
    });
    beside = await other;
  });
  afterAll(async () => {
    await Promise.all([topology?.stop(), beside?.stop()]);
  });

  it('answers through its load balancer, from every instance', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(topology)));
    expect(new Set(answers.map(({ INSTANCE }) => INSTANCE))).toEqual(new Set(['api-a-1', 'api-a-2']));
  });

  it('had its database prepared on the way', () => {
    expect(prepared).toEqual(['200']);
  });

  it('publishes on loopback alone', async () => {
    for (const { container } of topology.nodes) {
      const { HostConfig, NetworkSettings } = await docker.getContainer(container).inspect();
      const bound = Object.values(NetworkSettings.Ports).flatMap((bindings) => bindings ?? []);
      expect(bound.map(({ HostIp }) => HostIp).filter((ip) => ip !== '127.0.0.1')).toEqual([]);
      expect(HostConfig.NetworkMode).toContain(topology.id);
      expect(Object.keys(NetworkSettings.Networks)).not.toContain('bridge');
    }
  });

  it('says what runs, and labels it', async () => {
    expect(topology.nodes.map(({ name, role }) => `${name} ${role}`).sort()).toEqual([
      'api-a-1 api',
      'api-a-2 api',
      'cache-a cache',
      'lb-a load-balancer',
      'pg-a database',
      'provider-a payment',
      'redis-a redis',
      'toxiproxy-a proxy',
    ]);
    const held = await listLabelled(docker, `${labels.run}=${topology.id}`);
    expect(held.filter(({ kind }) => kind === 'network')).toHaveLength(4);
    expect(held.every((one) => one.labels[labels.owner]?.includes(`:${process.pid}:`))).toBe(true);
  });

  it('lets a proxy listen on the data tier alone, and gives no way around it', async () => {
    const proxies = await new Toxiproxy(topology.operator.toxiproxyUrl).getAll();
    expect(Object.keys(proxies).sort()).toEqual(['a-cache-a', 'a-pg-a', 'a-provider-a', 'a-redis-a']);
    const proxy = topology.nodes.find(({ name }) => name === 'toxiproxy-a');
    const { NetworkSettings } = await docker.getContainer(proxy?.container ?? '').inspect();
    const onData = NetworkSettings.Networks[`onsale-${topology.id}-data-a`]?.IPAddress;
    expect(proxies['a-pg-a']?.listen).toBe(`${onData}:5432`);
    const database = topology.nodes.find(({ name }) => name === 'pg-a');
    const { NetworkSettings: its } = await docker.getContainer(database?.container ?? '').inspect();
    expect(its.Networks[`onsale-${topology.id}-operator`]?.Aliases ?? []).not.toContain('pg-a');
  });

  it('has a link whose faults are felt, and those of another topology are not', async () => {
    const link = await new Toxiproxy(topology.operator.toxiproxyUrl).get('a-pg-a');
    await link.update({ enabled: false, listen: link.listen, upstream: link.upstream });
    const [cut] = topology.endpoints;
    expect((await fetch(`${cut?.url}/ready`)).status).toBe(503);
    await ask(beside, '/ready');
    await link.update({ enabled: true, listen: link.listen, upstream: link.upstream });
    const toxic = { name: 'slow', type: 'latency', stream: 'downstream', toxicity: 1 } as const;
    const slow = await link.addToxic({ ...toxic, attributes: { latency: 700, jitter: 0 } });
    const started = performance.now();
    await fetch(`${cut?.url}/ready`);
    expect(performance.now() - started).toBeGreaterThan(690);
    await slow.remove();
  });

  it('reads what each node has used', async () => {
    const stats = await topology.nodeStats();
    expect(stats.map(({ name }) => name)).toEqual(topology.nodes.map(({ name }) => name));
    for (const { cpuSeconds, memoryBytes } of stats) {
      expect(cpuSeconds).toBeGreaterThan(0);
      expect(memoryBytes).toBeGreaterThan(100_000);
    }
  });

  it('empties its Redis, and its cache', async () => {
    const both = [
      ['redis-a', '6379'],
      ['cache-a', '6380'],
    ].map(([node, port = '']) => {
      const container = topology.nodes.find(({ name }) => name === node)?.container ?? '';
      return (...command: string[]) =>
        execute(docker.getContainer(container), ['redis-cli', '-p', port, ...command]);
    });
    for (const redis of both) {
      await redis('SET', 'hold:1', 'someone');
      expect(await redis('EXISTS', 'hold:1')).toContain('1');
    }
    await topology.emptyRedis();
    for (const redis of both) expect(await redis('EXISTS', 'hold:1')).toContain('0');
  });

  it('saves every log', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'onsale-logs-'));
    await topology.saveLogs(join(dir, 'logs'));
    expect((await readdir(join(dir, 'logs'))).sort()).toEqual(
      topology.nodes.map(({ name }) => `${name}.log`).sort(),
    );
    expect(await readFile(join(dir, 'logs', 'pg-a.log'), 'utf8')).toMatch(
      /^\d{4}-.*ready to accept connections/m,
    );
    await rm(dir, { recursive: true });
  });

  it('replaces the API alone', async () => {
    const before = new Map(topology.nodes.map(({ name, container }) => [name, container]));
    await topology.replaceApi({ strategy: 'row-lock', fastLayer: false });
    for (let asked = 0; asked < 4; asked++) {
      expect(await ask(topology)).toMatchObject({ SEAT_STRATEGY: 'row-lock', FAST_LAYER: 'off' });
    }
    const changed = topology.nodes.filter(({ name, container }) => before.get(name) !== container);
    expect(changed.map(({ name }) => name).sort()).toEqual(['api-a-1', 'api-a-2']);
    await topology.replaceApi({});
    expect(await ask(topology)).toMatchObject({ SEAT_STRATEGY: 'atomic-update', FAST_LAYER: 'on' });
  });

  it('tells of nodes that were started again, frozen, stopped or removed', async () => {
    expect(await topology.lostNodes()).toEqual([]);
    const of = (name: string) =>
      docker.getContainer(topology.nodes.find((node) => node.name === name)?.container ?? '');
    await of('redis-a').restart({ t: 0 });
    await of('api-a-1').pause();
    await of('provider-a').kill();
    await of('api-a-2').remove({ force: true });
    expect(Object.fromEntries((await topology.lostNodes()).map(({ name, how }) => [name, how]))).toEqual({
      'redis-a': 'was started again',
      'api-a-1': 'is frozen',
      'provider-a': 'ended with exit code 137',
      'api-a-2': 'was removed',
    });
    const used = (await topology.nodeStats()).map(({ name }) => name).sort();
    expect(used).toEqual(['api-a-1', 'cache-a', 'lb-a', 'pg-a', 'redis-a', 'toxiproxy-a']);
  });

  it('leaves nothing when it stops, and stops once', async () => {
    await topology.stop();
    await topology.stop();
    expect(await namesLeftOf(topology.id)).toEqual([]);
    await ask(beside);
  });
});

async function execute(container: Docker.Container, command: string[]): Promise<string> {
  const exec = await container.exec({ Cmd: command, AttachStdout: true });
  return await text(await exec.start({}));
}
