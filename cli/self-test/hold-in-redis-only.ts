import { acknowledged, processesOf } from './counterexample.ts';
import type { PlantedBug } from './planted-bug.ts';

/** A hold rests on Redis alone, and is set without NX: the last to ask takes it from the one before. */
export const holdInRedisOnly: PlantedBug = {
  variant: 'hold-in-redis-only',
  summary: 'a hold rests on Redis alone, set without NX',
  finding: 'hold-exclusive',
  settings: { strategy: 'row-lock', fastLayer: true },
  shape: 'rush',
  shows: (counterexample) =>
    processesOf(acknowledged(counterexample, 'hold')).size > 1 &&
    processesOf(acknowledged(counterexample, 'book')).size <= 1,
};
