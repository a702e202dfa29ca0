import { readFileSync } from 'node:fs';

/**
 * Who this process is, as `<boot id>:<pid>:<start time>`: a process id alone comes back after a restart, or
 * simply after a while. Where there is no /proc the two outer parts are empty.
 *
 * @returns {string}
 */
export function thisProcess() {
  return `${bootId()}:${process.pid}:${startTime(process.pid) ?? ''}`;
}

/**
 * Whether the process that `thisProcess` once named still runs.
 *
 * @param {string} identity
 */
export function isLiving(identity) {
  const [boot, pid, started] = identity.split(':');
  if (boot !== bootId()) return false;
  const now = startTime(Number(pid));
  if (now !== undefined || started !== '') return now === started;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

function bootId() {
  return readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

/**
 * Clock ticks since boot, field 22 of proc(5)'s stat; undefined for one that is gone or dead and unburied.
 *
 * @param {number} pid
 */
function startTime(pid) {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The second field is the name, which may hold spaces and `)`.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? undefined : fields?.[19];
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
