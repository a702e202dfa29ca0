import type Docker from 'dockerode';
import type { Role } from './description.ts';
import { ports } from './nodes/ports.ts';
import { isAlive, kept, labels } from './ownership.ts';
import { type Held, listLabelled, removeAll } from './removal.ts';

/** A topology that stays up between commands, as its labels tell it. */
export interface KeptTopology {
  run: string;
  /** The description's name. */
  topology: string;
  /** JSON that the caller gave when it was started. */
  options: string | null;
  /** `booting` while its starter is at work; `broken` when a node does not run, or the boot never ended. */
  state: 'up' | 'booting' | 'broken';
  endpoints: { zone: string; url: string }[];
  nodes: KeptNode[];
}

export interface KeptNode {
  name: string;
  zone: string;
  role: string;
  /** The engine's word: running, exited, paused … */
  state: string;
  container: string;
}

/** All kept topologies, by their labels alone: whatever process booted them may be long gone. */
export async function listKept(docker: Docker): Promise<KeptTopology[]> {
  const filters = { label: [`${labels.owner}=${kept}`] };
  const [containers, held] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    listLabelled(docker, `${labels.owner}=${kept}`),
  ]);
  const runs = Map.groupBy(
    containers.filter(({ Labels }) => Labels[labels.node] !== undefined),
    ({ Labels }) => Labels[labels.run] ?? '',
  );
  return [...runs].map(([run, nodes]) => describe(run, nodes, held));
}

/**
 * Remove kept topologies and all else that is kept, but for what a living process still works with: an `up`
 * that boots, or a run that goes on. Gives the names of what was removed, and the runs that are at work.
 */
export async function removeKept(docker: Docker): Promise<{ removed: string[]; atWork: string[] }> {
  const held = await listLabelled(docker, `${labels.owner}=${kept}`);
  const { true: used = [], false: free = [] } = Object.groupBy(held, (one) => `${isAtWork(one)}`);
  const atWork = [...new Set(used.map((one) => one.labels[labels.run] ?? one.name))];
  return { removed: await removeAll(docker, free), atWork };
}

/** An `up` ends with its boot, and a run with its report: while who booted it lives, it is in use. */
function isAtWork(one: Held): boolean {
  const by = one.labels[labels.by];
  return by !== undefined && isAlive(by);
}

/**
 * Note, where it outlives us, that a kept topology is whole: an empty volume, since the labels of what
 * exists cannot be changed. Without it and its starter, the topology is half-built and reaped.
 */
export async function markWhole(
  docker: Docker,
  run: string,
  keptLabels: Record<string, string>,
): Promise<void> {
  await docker.createVolume({ Name: `onsale-${run}-whole`, Labels: keptLabels });
}

/** Whether the run that something belongs to was marked as whole. */
export function isWhole(one: Held, held: readonly Held[]): boolean {
  const run = one.labels[labels.run];
  return held.some(
    ({ kind, labels: its }) => kind === 'volume' && its[labels.owner] === kept && its[labels.run] === run,
  );
}

function describe(
  run: string,
  containers: readonly Docker.ContainerInfo[],
  held: readonly Held[],
): KeptTopology {
  const nodes = containers.map(nodeOf).sort((one, other) => one.name.localeCompare(other.name));
  const first = containers[0]?.Labels ?? {};
  const whole = held.some((one) => one.labels[labels.run] === run && isWhole(one, held));
  const by = first[labels.by];
  const running = nodes.every(({ state }) => state === 'running');
  const booting = !whole && by !== undefined && isAlive(by);
  return {
    run,
    topology: first[labels.topology] ?? 'unknown',
    options: first[labels.options] ?? null,
    state: booting ? 'booting' : whole && running ? 'up' : 'broken',
    endpoints: containers.flatMap(endpointOf),
    nodes,
  };
}

function nodeOf(container: Docker.ContainerInfo): KeptNode {
  const { Labels } = container;
  return {
    name: Labels[labels.node] ?? '',
    zone: Labels[labels.zone] ?? '',
    role: Labels[labels.role] ?? '',
    state: container.State,
    container: container.Id.slice(0, 12),
  };
}

function endpointOf(container: Docker.ContainerInfo): { zone: string; url: string }[] {
  const balancer: Role = 'load-balancer';
  if (container.Labels[labels.role] !== balancer) return [];
  const published = container.Ports.find(
    ({ PrivatePort, PublicPort }) => PrivatePort === ports.users && PublicPort,
  );
  if (published === undefined) return [];
  return [{ zone: container.Labels[labels.zone] ?? '', url: `http://127.0.0.1:${published.PublicPort}` }];
}
