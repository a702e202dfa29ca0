import { setTimeout as pause } from 'node:timers/promises';

interface Wait {
  timeoutMs: number;
  /** Aborted: the wait ends with its reason. */
  signal: AbortSignal;
  /** Between two probes; they start closer together, since most things are ready soon. */
  everyMs?: number;
}

/** It was not seen in time. The cause is what the last probe met instead. */
export class NotInTimeError extends Error {
  override readonly name = 'NotInTimeError';
}

/**
 * Probe until it succeeds, and give what it answered. A probe says «not yet» by throwing, with the reason;
 * the last reason becomes the cause of the {@link NotInTimeError} at the deadline.
 */
export async function waitUntil<T>(probe: (signal: AbortSignal) => Promise<T>, wait: Wait): Promise<T> {
  const { signal, timeoutMs, everyMs = 100 } = wait;
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  let last: unknown;
  for (let tries = 0; ; tries++) {
    signal.throwIfAborted();
    try {
      return await probe(either);
    } catch (error) {
      // A probe that the deadline cut short says less than the one before it.
      if (!either.aborted || last === undefined) last = error;
    }
    signal.throwIfAborted();
    if (deadline.aborted) throw tooLate(timeoutMs, last);
    await pause(Math.min(everyMs, 20 * (tries + 1)), undefined, { signal: either }).catch(() => {
      // Woken early: the loop's head says by which of the two.
    });
    if (deadline.aborted && !signal.aborted) throw tooLate(timeoutMs, last);
  }
}

function tooLate(timeoutMs: number, cause: unknown): NotInTimeError {
  return new NotInTimeError(`not within ${timeoutMs / 1000} s`, { cause });
}
