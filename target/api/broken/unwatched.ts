import type { Realtime } from '../realtime/compose.ts';

const neverMs = 24 * 60 * 60 * 1_000;

/** The looks at the database, which find what nobody told, would mask that nothing is told. */
export function unwatched(sound: Realtime): Realtime {
  return { ...sound, limits: { ...sound.limits, seatsEveryMs: neverMs } };
}
