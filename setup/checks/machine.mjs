import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';

/** @typedef {import('../doctor.mjs').Check} Check */

const gib = 1024 ** 3;
/** What the smallest run (1,000 buyers on one machine with its target) was seen to do with. */
const leastCpus = 2;
const leastMemoryGib = 4;
const leastDiskGib = 4;
/** A buyer keeps one connection; the load balancer two for each of its own. */
const leastOpenFiles = 4096;

/** @returns {Check} */
export function processorCheck() {
  const count = cpus().length;
  return {
    name: 'processors',
    ok: count >= leastCpus,
    found: `${count} (${cpus()[0]?.model.trim() ?? 'unknown'})`,
    need: `${leastCpus} or more`,
    mend: count >= leastCpus ? null : 'use a machine with more; with one, every latency here is doubtful',
  };
}

/** @returns {Check} */
export function memoryCheck() {
  const size = totalmem() / gib;
  const ok = size >= leastMemoryGib;
  return {
    name: 'memory',
    ok,
    found: `${size.toFixed(1)} GiB`,
    need: `${leastMemoryGib} GiB or more`,
    mend: ok ? null : 'use a machine (or give Docker’s virtual machine) more memory',
  };
}

/**
 * @param {string} name
 * @param {string} folder
 * @returns {Promise<Check>}
 */
export async function diskCheck(name, folder) {
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / gib;
  const ok = free >= leastDiskGib;
  return {
    name,
    ok,
    found: `${free.toFixed(1)} GiB free at ${folder}`,
    need: `${leastDiskGib} GiB free`,
    mend: ok
      ? null
      : 'make room; docker images --filter label=onsale.image lists images of earlier versions that may go',
  };
}

/** The hard limit: Node raises the soft one to it by itself. @returns {Check | null} null where it cannot be read */
export function openFilesCheck() {
  const file = '/proc/self/limits';
  if (!existsSync(file)) return null;
  const words = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 'unknown';
  const ok = words === 'unlimited' || Number(words) >= leastOpenFiles;
  return {
    name: 'open files',
    ok,
    found: `${words} a process`,
    need: `${leastOpenFiles} or more`,
    mend: ok ? null : 'raise it (ulimit -Hn, limits.conf, or LimitNOFILE of the service)',
  };
}
