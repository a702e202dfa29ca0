import type Docker from 'dockerode';
import { type KernelUsage, kernelUsageOf } from './cgroup.ts';
import { refusalOf } from './engine.ts';

export interface NodeUsage {
  name: string;
  /** CPU seconds of one core since the container started. */
  cpuSeconds: number;
  /** What it holds without the page cache that can be given back; null where the engine does not say. */
  memoryBytes: number | null;
}

/**
 * What containers have used so far, one reading each: the kernel's own where it can be read, which takes no
 * time; else the engine's, which may take a second, since it reads all containers in turns of one. A node that
 * is gone or stopped is left out.
 */
export async function usageOf(
  docker: Docker,
  nodes: readonly { name: string; container: string }[],
): Promise<NodeUsage[]> {
  const read = await Promise.all(
    nodes.map(async ({ name, container }) => {
      const used = (await kernelsWord(docker, container)) ?? (await enginesWord(docker, container));
      return used === null ? [] : [{ name, ...used }];
    }),
  );
  return read.flat();
}

async function kernelsWord(docker: Docker, container: string): Promise<KernelUsage | null> {
  const found = await unlessGone(docker.getContainer(container).inspect());
  return found?.State.Running ? await kernelUsageOf(container, found.State.Pid) : null;
}

async function enginesWord(docker: Docker, container: string): Promise<Omit<NodeUsage, 'name'> | null> {
  const stats = await unlessGone(docker.getContainer(container).stats({ stream: false, 'one-shot': true }));
  // Of a stopped container the engine reads nothing; one that runs has used some.
  const used = stats?.cpu_stats?.cpu_usage?.total_usage;
  return stats === null || !used ? null : { cpuSeconds: used / 1e9, memoryBytes: memoryOf(stats) };
}

/** Null when the engine says that there is no such container, or that it does not run. */
async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
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
