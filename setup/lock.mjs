import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './errors.mjs';
import { isLiving, thisProcess } from './process-identity.mjs';

const pollMs = 250;

/**
 * Hold a lock file while set-up changes this checkout; a second set-up waits for the first. A lock whose
 * process is gone (killed, or the machine restarted) is taken over.
 *
 * @param {string} file
 * @param {{ signal: AbortSignal, deadlineMs: number, onWait: (owner: string) => void }} options
 * @returns {Promise<() => void>} what gives the lock back
 * @throws {SetupError} if the other set-up has not ended by the deadline
 */
export async function acquireLock(file, { signal, deadlineMs, onWait }) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  const identity = thisProcess();
  writeFileSync(mine, identity);
  const deadline = Date.now() + deadlineMs;
  try {
    for (let waits = 0; ; waits++) {
      // A link appears whole and only once: nobody can read a half-written lock or make it a second time.
      if (tryLink(mine, file)) return () => rmSync(file, { force: true });
      const owner = readOwner(file);
      const stale = owner !== undefined && !isLiving(owner);
      if (stale) removeStale(file, mine);
      if (Date.now() > deadline) {
        throw new SetupError(
          `another set-up of this checkout (${owner}) has not ended in ${Math.round(deadlineMs / 60_000)} minutes`,
          `end that process, or remove ${file} and ${file}.stale if it hangs`,
        );
      }
      if (waits === 0 && owner !== undefined && !stale) onWait(owner);
      if (!stale || waits > 0) await delay(pollMs, undefined, { signal });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Two that find the same stale lock must not remove it one after the other: the second would remove the
 * first's new lock. Whoever makes `.stale` looks once more, alone.
 *
 * @param {string} file
 * @param {string} mine
 */
function removeStale(file, mine) {
  const turn = `${file}.stale`;
  if (!tryLink(mine, turn)) return;
  try {
    const owner = readOwner(file);
    if (owner !== undefined && !isLiving(owner)) rmSync(file, { force: true });
  } finally {
    rmSync(turn, { force: true });
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function readOwner(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}
