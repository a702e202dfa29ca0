import type { Redis } from 'ioredis';
import { away, type Guard } from '../redis/guard.ts';
import type { Place, Telling } from './messages.ts';

/** Everything told of all events. One channel, so that every instance hears all in one order. */
export const channel = 'realtime:told';

const keyOf = (eventId: string) => `realtime:line:${eventId}`;

/**
 * Where the event's line stands; begins one where there is none, and where this Redis is another than the one
 * that counted so far (started anew, or promoted: it may have lost the last numbers, and numbers given twice
 * would hide what is missing). The line's epoch is the instant of its beginning, by Redis's clock, in µs.
 */
const stand = `
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local line = redis.call('HMGET', KEYS[1], 'server', 'epoch', 'sequence')
local epoch, sequence = line[2], line[3]
if line[1] ~= server then
  local now = redis.call('TIME')
  epoch = string.format('%s%06d', now[1], now[2])
  sequence = '0'
  redis.call('HSET', KEYS[1], 'server', server, 'epoch', epoch, 'sequence', sequence)
end`;

const standScript = `${stand}
return {epoch, sequence}`;

/** The same without beginning one: whoever may ask about any event must not fill Redis with lines. */
const lookScript = `
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local line = redis.call('HMGET', KEYS[1], 'server', 'epoch', 'sequence')
if line[1] ~= server then return false end
return {line[2], line[3]}`;

/** Counts and publishes in one step: whoever hears the channel hears each line in its order, without a gap. */
const tellScript = `${stand}
for message = 2, #ARGV do
  sequence = redis.call('HINCRBY', KEYS[1], 'sequence', 1)
  redis.call('PUBLISH', ARGV[1], epoch .. ' ' .. sequence .. ' ' .. ARGV[message])
end
return sequence`;

/** What was told, as it comes over the channel. */
export interface Told {
  eventId: string;
  place: Place;
  telling: Telling;
}

/** The number line of each event, which all instances count on. */
export interface Line {
  /** Tells everyone. `away` when Redis did not take it, as far as known. */
  tell(eventId: string, tellings: readonly Telling[]): Promise<typeof away | undefined>;
  /** Where the line stands now; begins one. Whatever was told up to there was committed before. */
  stand(eventId: string): Promise<Place | typeof away>;
  /** The same; null where there is no line yet, since nobody has watched. */
  look(eventId: string): Promise<Place | null | typeof away>;
}

/** The lines in Redis. */
export function redisLine(redis: Redis, guard: Guard): Line {
  async function place(script: string, eventId: string): Promise<Place | null | typeof away> {
    const at = await guard(() => redis.eval(script, 1, keyOf(eventId)) as Promise<[string, string] | null>);
    return at === null || at === away ? at : { epoch: at[0], sequence: Number(at[1]) };
  }

  return {
    async tell(eventId, tellings) {
      const bodies = tellings.map(({ name, body }) => JSON.stringify([eventId, name, body]));
      const told = await guard(() => redis.eval(tellScript, 1, keyOf(eventId), channel, ...bodies));
      return told === away ? away : undefined;
    },
    stand: async (eventId) => (await place(standScript, eventId)) ?? away,
    look: (eventId) => place(lookScript, eventId),
  };
}

/** What a message of the channel says. Throws SyntaxError for what no instance of ours has said. */
export function readTold(text: string): Told {
  const [, epoch, sequence, body] = /^(\d+) (\d+) (.*)$/s.exec(text) ?? [];
  if (epoch === undefined || body === undefined) {
    throw new SyntaxError(`expected an epoch, a number and a message, got ${text.slice(0, 80)}`);
  }
  const [eventId, name, said] = JSON.parse(body) as [string, Telling['name'], never];
  return { eventId, place: { epoch, sequence: Number(sequence) }, telling: { name, body: said } };
}
