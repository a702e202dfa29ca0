import type Docker from 'dockerode';
import { Client } from 'pg';
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
      // The balancer's way to this one instance, whatever it thinks of it by now.
      return (signal) =>
        expectOk(
          `http://127.0.0.1:${hostPort(ready.by, ports.balancerStatus)}/instances/${node.name}`,
          signal,
        );
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

/** Resolves when the load balancer counts so many instances in. */
export async function untilCounted(watched: Omit<Watched, 'container'>, instances: number): Promise<void> {
  const url = `http://127.0.0.1:${watched.hostPort(watched.node.name, ports.balancerStatus)}/up`;
  await waitUntil(async (signal) => {
    const counted = Number(await (await fetch(url, { signal })).text());
    if (counted !== instances) throw new Error(`it counts ${counted} of ${instances} instances in`);
  }, watched);
}
