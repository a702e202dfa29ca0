import type { CpuTimes } from './proc.ts';

export interface ProcessUse {
  part: string;
  /** Since it started. */
  cpuSeconds: number;
}

/** One look at the machine. */
export interface Snapshot {
  /** CLOCK_MONOTONIC. */
  atNs: bigint;
  machine: CpuTimes;
  /** By process id. */
  processes: ReadonlyMap<number, ProcessUse>;
}

/** What the machine did in some span of time; in seconds of one core. */
export interface Usage {
  /** Cores × the span: all that there was. */
  available: number;
  busy: number;
  /** Idle, and something waited for a disk. */
  ioWait: number;
  /** Given to other machines by the hypervisor. */
  stolen: number;
  /** By part. */
  parts: Record<string, number>;
  /** By process id. */
  processes: ReadonlyMap<number, number>;
}

interface Window {
  fromNs: bigint;
  toNs: bigint;
  cores: number;
}

/**
 * Sum what was used in a window. What happened between two looks is taken as spread evenly between them; a
 * process that was not there at the first has used nothing before. Null when no two looks surround any of it.
 */
export function usageBetween(snapshots: readonly Snapshot[], window: Window): Usage | null {
  const processes = new Map<number, number>();
  const usage = {
    available: 0,
    busy: 0,
    ioWait: 0,
    stolen: 0,
    parts: {} as Record<string, number>,
    processes,
  };
  for (const [index, to] of snapshots.entries()) {
    const from = snapshots[index - 1];
    const share = from === undefined ? 0 : overlap(from, to, window);
    if (from === undefined || share === 0) continue;
    usage.available += (Number(to.atNs - from.atNs) / 1e9) * window.cores * share;
    for (const kind of ['busy', 'ioWait', 'stolen'] as const) {
      usage[kind] += Math.max(0, to.machine[kind] - from.machine[kind]) * share;
    }
    for (const [id, { part, cpuSeconds }] of to.processes) {
      const before = from.processes.get(id)?.cpuSeconds ?? 0;
      // A number may have been given out again meanwhile.
      const used = (cpuSeconds >= before ? cpuSeconds - before : cpuSeconds) * share;
      if (used === 0) continue;
      usage.parts[part] = (usage.parts[part] ?? 0) + used;
      processes.set(id, (processes.get(id) ?? 0) + used);
    }
  }
  return usage.available === 0 ? null : usage;
}

/** How much of the time between two looks lies in the window, 0 to 1. */
function overlap(from: Snapshot, to: Snapshot, { fromNs, toNs }: Window): number {
  const start = from.atNs > fromNs ? from.atNs : fromNs;
  const end = to.atNs < toNs ? to.atNs : toNs;
  return end <= start || to.atNs === from.atNs ? 0 : Number(end - start) / Number(to.atNs - from.atNs);
}

/** The same over several spans. */
export function sumOf(usages: readonly (Usage | null)[]): Usage | null {
  const seen = usages.filter((usage) => usage !== null);
  const [first, ...rest] = seen;
  if (first === undefined) return null;
  const sum: Usage = { ...first, parts: { ...first.parts }, processes: new Map() };
  for (const usage of rest) {
    for (const kind of ['available', 'busy', 'ioWait', 'stolen'] as const) sum[kind] += usage[kind];
    for (const [part, seconds] of Object.entries(usage.parts))
      sum.parts[part] = (sum.parts[part] ?? 0) + seconds;
  }
  return sum;
}
