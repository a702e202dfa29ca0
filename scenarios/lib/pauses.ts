import type { ContentionPlan } from '../plan/shape.ts';

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32, by Tommy Ettinger, public domain). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * How long a buyer pauses before their next try: as long as the target asked, and beyond that a random time
 * up to a bound that doubles with each try (full jitter: those refused together do not come back together).
 */
export function pauseMs(
  policy: Pick<ContentionPlan['policy'], 'minPauseMs' | 'maxPauseMs'>,
  of: { retryAfterMs: number | null; tries: number; random: () => number },
): number {
  const { minPauseMs, maxPauseMs } = policy;
  const bound = Math.min(maxPauseMs, minPauseMs * 2 ** of.tries);
  return (of.retryAfterMs ?? 0) + minPauseMs + of.random() * Math.max(0, bound - minPauseMs);
}
