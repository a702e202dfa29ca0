import { Line } from '../queue/line.ts';
import { soundScripts } from '../queue/scripts/sound.ts';
import { rewritten, withQueue } from './queue-faults.ts';
import type { Variant } from './variant.ts';

const join = rewritten(
  soundScripts.join,
  "place = epoch * EPOCH + redis.call('HINCRBY', META, 'sequence', 1)",
  'place = epoch * EPOCH + math.floor(now / 1000)',
);

/**
 * Sources score the line by the clock. Who joins in the same tick stands there in order of their ids as texts,
 * whoever came first; here a tick is a second, so that every rush has some. Nothing behind it guards the order,
 * so that there is nothing to unmask.
 */
export const queueScoredByClock: Variant = {
  name: 'queue-scored-by-clock',
  summary: 'places in the queue are times, so that who joins in the same second is let in by id',
  unmask: [],
  alter: (sound) =>
    withQueue(sound, { line: (redis, rules) => new Line(redis, rules, { ...soundScripts, join }) }),
};
