/** CPU seconds since boot, all cores together, as the kernel tells them apart. */
export interface CpuTimes {
  busy: number;
  idle: number;
  /** Idle while something waited for a disk. */
  ioWait: number;
  /** What the hypervisor gave to others. */
  stolen: number;
}

/** USER_HZ: what /proc counts in, 100 a second on every architecture that Node runs on (proc(5)). */
const ticksPerSecond = 100;

/** The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal (proc(5)). */
export function cpuTimesOf(stat: string): CpuTimes {
  const [user, nice, system, idle, ioWait, irq, softirq, stolen] = stat
    .slice(0, stat.indexOf('\n'))
    .split(/\s+/)
    .slice(1)
    .map((ticks) => Number(ticks) / ticksPerSecond);
  if (stolen === undefined)
    throw new TypeError(`/proc/stat begins with ${JSON.stringify(stat.slice(0, 80))}`);
  const sum = [user, nice, system, irq, softirq].reduce<number>((total, part) => total + (part ?? 0), 0);
  return { busy: sum, idle: idle ?? 0, ioWait: ioWait ?? 0, stolen };
}

/** CPU seconds of a process, all its threads, from /proc/PID/stat: fields 14 and 15, behind the name in brackets. */
export function processSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

const parts: readonly [RegExp, string][] = [
  [/^(\S*\/)?k6 /, 'k6'],
  [/postgres/, 'PostgreSQL'],
  [/haproxy/, 'HAProxy'],
  [/redis-server/, 'Redis'],
  [/toxiproxy/, 'Toxiproxy'],
  [/target\/api\//, 'API'],
  [/target\/provider\//, 'payment provider'],
  [/bare-shop\.ts/, 'bare shop'],
  [/cli\/onsale\.mjs|bench\/main\.ts/, 'onsale'],
  [/\/(compile|link|asm) |(^|\/)go build/, 'Go compiler'],
  [/(^|\/| )(apt-get|dpkg|mmdebstrap)/, 'Debian packages'],
  [/^npm |npm-cli\.js/, 'npm'],
  [/bench\/judging\/measured/, 'judging'],
  [/dockerd|containerd|docker-proxy/, 'Docker'],
];

/** Which part of a run a process is, by /proc/PID/cmdline (words end with zeros); `others` for none of ours. */
export function partOf(commandLine: string): string {
  const words = commandLine.replaceAll('\0', ' ');
  return parts.find(([pattern]) => pattern.test(words))?.[1] ?? 'others';
}
