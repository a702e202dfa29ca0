import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the kernel shows its control groups. */
export interface KernelPaths {
  proc: string;
  cgroup: string;
}

const usualPaths: KernelPaths = { proc: '/proc', cgroup: '/sys/fs/cgroup' };

/** What the kernel has counted of one container since it started. */
export interface KernelUsage {
  cpuSeconds: number;
  /** Without inactive file pages, which can be given back. */
  memoryBytes: number;
}

/**
 * What the kernel itself has counted of a container (control groups of version 1 or 2), read without the
 * engine. Null where that cannot be told: no Linux, an engine elsewhere, a container that ended.
 *
 * @param processId of the container's first process, as the engine numbers it
 */
export async function kernelUsageOf(
  container: string,
  processId: number,
  paths: KernelPaths = usualPaths,
): Promise<KernelUsage | null> {
  try {
    const groups = await readFile(join(paths.proc, String(processId), 'cgroup'), 'utf8');
    return await readUsage(container, groups, paths.cgroup);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** `4:memory:/docker/<id>` is a group of version 1; `0::/…/docker-<id>.scope` the one of version 2. */
async function readUsage(container: string, groups: string, root: string): Promise<KernelUsage | null> {
  const lines = groups.trim().split('\n');
  // An engine in another process namespace numbers otherwise: that process is a stranger.
  const its = lines
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
    .flatMap((found) => (found?.[2]?.includes(container) ? [[found[1] ?? '', found[2]] as const] : []));
  const pathOf = (controller: string) => its.find(([names]) => names.split(',').includes(controller))?.[1];
  const [cpu, memory] = [pathOf('cpuacct'), pathOf('memory')];
  const unified = pathOf('');
  if (cpu !== undefined && memory !== undefined)
    return await readFirst(join(root, 'cpuacct', cpu), join(root, 'memory', memory));
  return unified === undefined ? null : await readSecond(join(root, unified));
}

async function readFirst(cpuDir: string, memoryDir: string): Promise<KernelUsage> {
  const [cpu, used, stat] = await Promise.all([
    readFile(join(cpuDir, 'cpuacct.usage'), 'utf8'),
    readFile(join(memoryDir, 'memory.usage_in_bytes'), 'utf8'),
    readFile(join(memoryDir, 'memory.stat'), 'utf8'),
  ]);
  return { cpuSeconds: Number(cpu) / 1e9, memoryBytes: Number(used) - fieldOf(stat, 'total_inactive_file') };
}

async function readSecond(dir: string): Promise<KernelUsage> {
  const [cpu, used, stat] = await Promise.all([
    readFile(join(dir, 'cpu.stat'), 'utf8'),
    readFile(join(dir, 'memory.current'), 'utf8'),
    readFile(join(dir, 'memory.stat'), 'utf8'),
  ]);
  return {
    cpuSeconds: fieldOf(cpu, 'usage_usec') / 1e6,
    memoryBytes: Number(used) - fieldOf(stat, 'inactive_file'),
  };
}

function fieldOf(stat: string, name: string): number {
  const line = stat.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

/** ESRCH and ENODEV: it went while it was being read. */
function isGone(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return ['ENOENT', 'ESRCH', 'ENODEV', 'EACCES'].includes(String(error.code));
}
