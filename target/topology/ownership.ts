import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Labels on every container, network and volume of ours. */
export const labels = {
  run: 'onsale.run',
  /** `<boot id>:<process id>:<its start time>`, or `kept`. */
  owner: 'onsale.owner',
  /** Who booted what is kept, written like an owner. */
  by: 'onsale.by',
  node: 'onsale.node',
  zone: 'onsale.zone',
  role: 'onsale.role',
  topology: 'onsale.topology',
  /** JSON of the caller's options. */
  options: 'onsale.options',
} as const;

/** The owner of what outlives the process that booted it; only `down` removes it. */
export const kept = 'kept';

/** Labels of what belongs to this process, and is removed when it has gone. */
export function ownLabels(run: string): Record<string, string> {
  return { [labels.run]: run, [labels.owner]: thisOwner() };
}

/** Labels of what stays after this process. */
export function keptLabels(run: string): Record<string, string> {
  return { [labels.run]: run, [labels.owner]: kept, [labels.by]: thisOwner() };
}

/**
 * Whether the process that an owner label names still runs: the same boot, a process of that number, and
 * one that started at that time, since numbers are given out again. What cannot be read as an owner is taken
 * for alive, so that nothing of a stranger's is ever removed.
 */
export function isAlive(owner: string): boolean {
  const parts = /^([^:]+):(\d+):([^:]+)$/.exec(owner);
  if (parts === null) return true;
  const [, boot, processId, started] = parts;
  return boot === bootId() && startOf(Number(processId)) === started;
}

let own: string | null = null;

function thisOwner(): string {
  own ??= `${bootId()}:${process.pid}:${startOf(process.pid)}`;
  return own;
}

let boot: string | null = null;

function bootId(): string {
  boot ??=
    process.platform === 'linux'
      ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      : plain(execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8' }));
  return boot;
}

/** When a process started, as the system counts it; null when there is none (one that only waits to be reaped is none). */
function startOf(processId: number): string | null {
  return process.platform === 'linux' ? startOnLinux(processId) : startByPs(processId);
}

/** Field 22 of /proc/PID/stat: clock ticks since boot. Field 2, the name, may hold blanks and brackets. */
function startOnLinux(processId: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? null : (rest[18] ?? null);
}

function startByPs(processId: number): string | null {
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(processId)], { encoding: 'utf8' });
    return started.trim() === '' ? null : plain(started);
  } catch (error) {
    // ps ends with 1 when there is no such process.
    if (error instanceof Error && 'status' in error && error.status === 1) return null;
    throw error;
  }
}

/** An owner's parts are told apart by colons, so that none may hold one. */
function plain(text: string): string {
  return text.trim().replace(/[^A-Za-z0-9]+/g, '-');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}
