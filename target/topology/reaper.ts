import type Docker from 'dockerode';
import { isWhole } from './kept.ts';
import { isAlive, kept, labels } from './ownership.ts';
import { type Held, listLabelled, removeAll } from './removal.ts';

/**
 * Remove what dead owners left: containers in any state, networks and volumes, by their labels alone. This
 * is how a `kill -9` is survived: every start calls it. Untouched is what belongs to a living process, what
 * is kept, and what carries no owner.
 * Throws a {@link RemovalError} that names what could not be removed.
 */
export async function reap(docker: Docker): Promise<{ removed: string[] }> {
  const held = await listLabelled(docker, labels.owner);
  const orphans = held.filter((one) => isOrphan(one, held));
  return { removed: await removeAll(docker, orphans) };
}

function isOrphan(one: Held, held: readonly Held[]): boolean {
  const owner = one.labels[labels.owner];
  if (owner === undefined) return false;
  if (owner !== kept) return !isAlive(owner);
  // Kept, but whoever booted it died before it was whole: nobody ever had it.
  const by = one.labels[labels.by];
  return by !== undefined && !isAlive(by) && !isWhole(one, held);
}
