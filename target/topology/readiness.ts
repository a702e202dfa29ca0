import type Docker from 'dockerode';
import { Client } from 'pg';
import { askBalancer } from './balancer.ts';
import type { NodeDescription, Readiness } from './description.ts';
import { followUntil } from './logs.ts';
import { ports } from './nodes/ports.ts';
import { waitUntil } from './waiting.ts';

/** What is needed to see whether a node is ready. */
export interface Watched {
  docker: Docker;
  node: NodeDescription;
  container: string;
  /** The host's port of a published port of a node. */
  hostPort(node: string, port: number): number;
  /** By load balancer: the process that is being replaced, and no longer believed. */
  outdated: ReadonlyMap<string, string>;
  signal: AbortSignal;
  timeoutMs: number;
}

/** Resolves when the node does its work; throws a NotInTimeError, with what was seen instead, at the deadline. */
export async function untilReady(watched: Watched): Promise<void> {
  await waitUntil(probeOf(watched.node.ready, watched), watched);
}

function probeOf(ready: Readiness, watched: Watched): (signal: AbortSignal) => Promise<void> {
  const { docker, node, container, hostPort } = watched;
  switch (ready.kind) {
    case 'http':
      return (signal) => expectOk(`http://127.0.0.1:${hostPort(node.name, ready.port)}${ready.path}`, signal);
    case 'balanced':
      return (signal) => expectTaken(ready.by, watched, signal);
    case 'postgres':
      return () => expectAnswer(ready, hostPort(node.name, ready.port));
    case 'log':
      return (signal) => followUntil(docker, container, ready.holds, signal);
  }
}

/** Throws unless a GET is answered 200. */
async function expectOk(url: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
  const text = await answer.text();
  if (answer.status !== 200)
    throw new Error(`GET ${url} was answered ${answer.status} ${text.slice(0, 200)}`);
}

async function expectAnswer(access: Extract<Readiness, { kind: 'postgres' }>, port: number): Promise<void> {
  const client = new Client({ ...access, host: '127.0.0.1', port, connectionTimeoutMillis: 2_000 });
  // A connection that breaks after its error was told must not end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end().catch(() => {});
  }
}

async function expectTaken(
  balancer: string,
  { node, hostPort, outdated }: Watched,
  signal: AbortSignal,
): Promise<void> {
  const view = await askBalancer(`http://127.0.0.1:${hostPort(balancer, ports.balancerStatus)}`, signal);
  if (view.process === outdated.get(balancer)) throw new Error(`${balancer} has not reloaded yet`);
  const instance = view.instances.get(node.name);
  if (instance?.taken !== true) throw new Error(`${balancer} says of it: ${instance?.seen ?? 'nothing'}`);
}
