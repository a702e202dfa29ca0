import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { imageTags } from '../images/tags.mjs';
import type { TopologyDescription } from './description.ts';
import { connectEngine } from './engine.ts';
import { NodeError, PortTakenError, TopologyError } from './errors.ts';
import { labels } from './ownership.ts';
import { listLabelled } from './removal.ts';
import { singleTopology } from './single.ts';
import type { StartOptions } from './started.ts';
import { startTopology } from './starter.ts';
import { standIn, withStandIns } from './testing/stand-ins.ts';

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

describe('a boot that does not end well', () => {
  it('removes everything when it is interrupted, whatever was under way', async () => {
    for (const moment of ['at once', 'redis-a is ready', 'pg-a is ready']) {
      const interrupt = new AbortController();
      const run = nextRun();
      const boot = start(single, {
        run,
        signal: interrupt.signal,
        say: (progress) => progress === moment && interrupt.abort(new Error(`interrupted: ${moment}`)),
      });
      if (moment === 'at once') setImmediate(() => interrupt.abort(new Error(`interrupted: ${moment}`)));
      await expect(boot).rejects.toThrow(`interrupted: ${moment}`);
      expect(await namesLeftOf(run)).toEqual([]);
    }
  });

  it('names a node that dies, with its last words, without waiting for a deadline', async () => {
    const run = nextRun();
    const dies = changed('provider-a', `console.error('no ledger for me'); process.exit(3)`);
    const boot = start(dies, { run, timeoutMs: 600_000 });
    await expect(boot).rejects.toThrow(NodeError);
    await expect(boot).rejects.toThrow(
      /^provider-a .*exit code 3\nThe end of its log:\n {2}no ledger for me$/s,
    );
    expect(await namesLeftOf(run)).toEqual([]);
  });

  it('names a node that never becomes ready, and what it said instead', async () => {
    const run = nextRun();
    const refuses = changed(
      'api-a-2',
      `require('node:http').createServer((_, r) => { r.statusCode = 503; r.end('schema at 0') }).listen(3001)`,
    );
    const boot = start(refuses, { run, timeoutMs: 5_000 });
    await expect(boot).rejects.toThrow(
      /^api-a-2 did not become ready: not within 5 s: lb-a says of it: DOWN L7STS 503/,
    );
    expect(await namesLeftOf(run)).toEqual([]);
  });

  it('passes on what preparing the database threw', async () => {
    const run = nextRun();
    const boot = start(single, {
      run,
      prepareDatabase: () => Promise.reject(new Error('no such migration')),
    });
    await expect(boot).rejects.toThrow('no such migration');
    expect(await namesLeftOf(run)).toEqual([]);
  });

  it('says which port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const run = nextRun();
    const boot = start(withStandIns(singleTopology({ instances: 1, port })), { run });
    await expect(boot).rejects.toThrow(PortTakenError);
    await expect(boot).rejects.toThrow(`port ${port} of 127.0.0.1 is taken`);
    expect(await namesLeftOf(run)).toEqual([]);
    server.close();
  });

  it('says which image is missing, and what brings it', async () => {
    const boot = start(single, { images: { ...images, testbed: 'onsale/testbed:none' } });
    await expect(boot).rejects.toThrow(TopologyError);
    await expect(boot).rejects.toThrow('the image onsale/testbed:none is not on this machine');
  });

  it('refuses a description that contradicts itself', async () => {
    await expect(start({ ...single, zones: [] })).rejects.toThrow('which is not described');
  });
});

function changed(name: string, script: string): TopologyDescription {
  return {
    ...single,
    nodes: single.nodes.map((node) => (node.name === name ? standIn(node, script, 4000) : node)),
  };
}
