import { Line } from '../queue/line.ts';
import { soundScripts } from '../queue/scripts/sound.ts';
import { rewritten, withQueue } from './queue-faults.ts';
import type { Variant } from './variant.ts';

/** Longer than any sale. */
const neverMs = 20 * 24 * 60 * 60 * 1_000;

const forEver = (script: string) =>
  rewritten(
    script,
    "redis.call('ZADD', ACTIVE, now + ms, user)",
    `redis.call('ZADD', ACTIVE, now + ${neverMs}, user)
  redis.call('PEXPIRE', 'active-users:' .. user, ms)`,
  );

/**
 * What is given an end is a key that nobody ever wrote (`active-users:<user>`, as in source A), and the place
 * itself has none: once as many are in as may be, nobody is let in until somebody buys or leaves.
 */
export const queuePlacesNeverRunOut: Variant = {
  name: 'queue-places-never-run-out',
  summary: 'the time to live is set on a key that is never written, so that active places never run out',
  unmask: [],
  alter(sound) {
    const { join, admit } = soundScripts;
    const scripts = { ...soundScripts, join: forEver(join), admit: forEver(admit) };
    return withQueue(sound, { line: (redis, rules) => new Line(redis, rules, scripts) });
  },
};
