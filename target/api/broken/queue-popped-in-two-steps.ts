import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { Line, type LineRules, lost, type Round } from '../queue/line.ts';
import { soundScripts } from '../queue/scripts/sound.ts';
import { keysOf } from '../queue/scripts/state.ts';
import { rewritten, withQueue } from './queue-faults.ts';
import type { Variant } from './variant.ts';

/** Only looks at who stands in front: lets nobody in and takes nobody away. */
const look = [
  [
    "redis.call('ZPOPMIN', LINE, math.min(allowed - #admitted, most))",
    "redis.call('ZRANGE', LINE, 0, allowed - 1, 'WITHSCORES')",
  ],
  ['most = most - #head / 2', 'most = 0'],
  ["redis.call('ZREM', SEEN, user)\n      enter(user, place, tonumber(ARGV[5]))", ''],
].reduce((script, [passage = '', by = '']) => rewritten(script, passage, by), soundScripts.admit);

/** So that instances that hold rounds once a second meet in it. */
const betweenStepsMs = 400;

class TwoStepLine extends Line {
  readonly #redis: Redis;
  readonly #placeMs: number;

  constructor(redis: Redis, rules: LineRules) {
    super(redis, rules, { ...soundScripts, admit: look });
    this.#redis = redis;
    this.#placeMs = rules.placeSeconds * 1_000;
  }

  override async admit(event: { id: string; open: boolean }): Promise<Round | typeof lost> {
    const round = await super.admit(event);
    if (round === lost || round.admitted.length === 0) return round;
    await pause(betweenStepsMs);
    const [, line = '', , active = '', places = ''] = keysOf(event.id);
    const step = this.#redis.multi();
    for (const [user, place] of round.admitted) {
      step.zadd(active, Date.now() + this.#placeMs, user).hset(places, user, place);
    }
    await step.zremrangebyrank(line, 0, round.admitted.length - 1).exec();
    return round;
  }
}

/**
 * Source A reads the head of the line, and then removes as many from it by rank. Two instances that do so at
 * once read the same users, and remove as many again who were let in by nobody: these lose their places. A
 * single instance does it right. Nothing behind it guards the line, so that there is nothing to unmask.
 */
export const queuePoppedInTwoSteps: Variant = {
  name: 'queue-popped-in-two-steps',
  summary: 'admission reads the head of the queue and removes it in a second step, by rank',
  unmask: [],
  alter: (sound) => withQueue(sound, { line: (redis, rules) => new TwoStepLine(redis, rules) }),
};
