import type Docker from 'dockerode';
import { refusalOf } from './engine.ts';

export interface NodeUsage {
  name: string;
  /** CPU seconds of one core since the container started. */
  cpuSeconds: number;
  /** What it holds without the page cache that can be given back; null where the engine does not say. */
  memoryBytes: number | null;
}

/**
 * What containers have used so far: one reading each, without the rate that `docker stats` waits for. It may
 * still take a second, since the engine reads all containers in turns of one. A node that is gone or stopped
 * is left out.
 */
export async function usageOf(
  docker: Docker,
  nodes: readonly { name: string; container: string }[],
): Promise<NodeUsage[]> {
  const read = await Promise.all(
    nodes.map(async ({ name, container }) => {
      const stats = await statsOf(docker, container);
      // Of a stopped container the engine reads nothing; one that runs has used some.
      const used = stats?.cpu_stats?.cpu_usage?.total_usage;
      return stats === null || !used ? [] : [{ name, cpuSeconds: used / 1e9, memoryBytes: memoryOf(stats) }];
    }),
  );
  return read.flat();
}

async function statsOf(docker: Docker, container: string): Promise<Docker.ContainerStats | null> {
  try {
    return await docker.getContainer(container).stats({ stream: false, 'one-shot': true });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === 404 || refusal === 409) return null;
    throw error;
  }
}

/** As `docker stats` reckons it: usage without inactive file pages (cgroup v1 and v2 name them apart). */
function memoryOf({ memory_stats }: Docker.ContainerStats): number | null {
  if (memory_stats.usage === undefined) return null;
  const { stats } = memory_stats;
  return memory_stats.usage - (stats?.total_inactive_file ?? stats?.inactive_file ?? 0);
}
