import type Docker from 'dockerode';
import { refusalOf } from './engine.ts';
import { RemovalError } from './errors.ts';
import { NotInTimeError, waitUntil } from './waiting.ts';

/** Something of ours that the engine holds. */
export interface Held {
  kind: 'container' | 'network' | 'volume';
  id: string;
  name: string;
  labels: Record<string, string>;
}

/** All containers (in whatever state), networks and volumes with a label, given as `name` or `name=value`. */
export async function listLabelled(docker: Docker, label: string): Promise<Held[]> {
  const filters = { label: [label] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map((found): Held => {
      return { kind: 'container', id: found.Id, name: nameOf(found.Names, found.Id), labels: found.Labels };
    }),
    ...networks.map((found): Held => {
      return { kind: 'network', id: found.Id, name: found.Name, labels: found.Labels ?? {} };
    }),
    ...volumes.Volumes.map((found): Held => {
      return { kind: 'volume', id: found.Name, name: found.Name, labels: found.Labels };
    }),
  ];
}

/**
 * Remove them, containers first, at once and with their volumes: whoever wants their logs takes them before.
 * What has gone already, or is being removed by someone else, is waited for and counts as removed.
 * Gives their names; throws a {@link RemovalError} naming what is left, after all the rest was removed.
 */
export async function removeAll(docker: Docker, held: readonly Held[]): Promise<string[]> {
  const failed = new Map<Held, unknown>();
  const removeKind = async (kind: Held['kind']) => {
    await Promise.all(
      held
        .filter((one) => one.kind === kind)
        .map((one) => removeOne(docker, one).catch((error: unknown) => failed.set(one, error))),
    );
  };
  await removeKind('container');
  // A network's last endpoint must have gone before it.
  await Promise.all([removeKind('network'), removeKind('volume')]);
  if (failed.size > 0) {
    throw new RemovalError(
      [...failed.keys()].map(({ kind, name }) => `${kind} ${name}`),
      failed.size === 1 ? [...failed.values()][0] : new AggregateError(failed.values()),
    );
  }
  return held.map(({ name }) => name);
}

const removalTimeoutMs = 20_000;

async function removeOne(docker: Docker, held: Held): Promise<void> {
  const attempt = async () => {
    try {
      await remove(docker, held);
    } catch (error) {
      if (refusalOf(error) !== 404) throw error;
    }
  };
  try {
    // Refused while someone else is at it (409), or while an endpoint is still being taken down (403).
    await waitUntil(attempt, { timeoutMs: removalTimeoutMs, signal: new AbortController().signal });
  } catch (error) {
    throw error instanceof NotInTimeError ? (error.cause ?? error) : error;
  }
}

async function remove(docker: Docker, { kind, id }: Held): Promise<void> {
  switch (kind) {
    case 'container':
      await docker.getContainer(id).remove({ force: true, v: true });
      return;
    case 'network':
      await docker.getNetwork(id).remove();
      return;
    case 'volume':
      await docker.getVolume(id).remove();
      return;
  }
}

function nameOf(names: readonly string[], id: string): string {
  return names[0]?.replace(/^\//, '') ?? id.slice(0, 12);
}
