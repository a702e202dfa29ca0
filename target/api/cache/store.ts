import type { Redis } from 'ioredis';
import { away, type Guard } from '../redis/guard.ts';

/** A page as all instances share it. */
export interface StoredPage {
  text: string;
  ageMs: number;
}

/**
 * What the store says of a page: it is fresh; or somebody else loads it; or the asker is to. With the last two
 * comes the page that was, if there was one.
 */
export type Looked = { kind: 'fresh'; page: StoredPage } | { kind: 'wait' | 'load'; page: StoredPage | null };

export interface LookRequest {
  key: string;
  freshMs: number;
  /** The asker's own: whoever is to load stores under it. */
  lease: string;
}

/** Where all instances keep their pages. Whatever cannot be said in time is `away`. */
export interface Store {
  look(request: LookRequest): Promise<Looked | typeof away>;
  /** Kept only if nothing was dropped, evicted or taken over since `look` gave the lease. */
  keep(key: string, lease: string, text: string): Promise<unknown>;
  /** The load came to nothing; somebody else may try. */
  giveUp(key: string, lease: string): Promise<unknown>;
  /** They are old, and what is being loaded now is too. Whether that is known to have been done. */
  drop(keys: readonly string[]): Promise<boolean>;
}

/** An instance that loads and is not heard of for so long is not waited for. */
const leaseMs = 2_000;
/** Old pages are kept in case that PostgreSQL is away; allkeys-lru makes room where there is none. */
const keptMs = 24 * 60 * 60 * 1_000;

const nowScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** ARGV: freshness ms, lease, lease ms. */
const lookScript = `${nowScript}
local page = redis.call('HMGET', KEYS[1], 'text', 'at', 'fresh', 'lease', 'until')
local age = page[2] and math.max(0, now - page[2])
if page[1] and page[3] == '1' and age < tonumber(ARGV[1]) then return {'fresh', page[1], age} end
if page[4] and tonumber(page[5]) > now then return {'wait', page[1], age} end
redis.call('HSET', KEYS[1], 'lease', ARGV[2], 'until', now + ARGV[3])
if not page[1] then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return {'load', page[1], age}`;

/** ARGV: lease, text, lease ms, kept ms. The page is as old as its lease: it was read after. */
const keepScript = `
local page = redis.call('HMGET', KEYS[1], 'lease', 'until')
if page[1] ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'text', ARGV[2], 'at', page[2] - ARGV[3], 'fresh', '1')
redis.call('HDEL', KEYS[1], 'lease', 'until')
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;

const giveUpScript = `
if redis.call('HGET', KEYS[1], 'lease') == ARGV[1] then redis.call('HDEL', KEYS[1], 'lease', 'until') end`;

/** One key a page, so that whatever is evicted takes the lease with it. */
const dropScript = `
for _, key in ipairs(KEYS) do
  redis.call('HDEL', key, 'lease', 'until')
  if redis.call('EXISTS', key) == 1 then redis.call('HSET', key, 'fresh', '0') end
end
return 1`;

/**
 * Pages in a Redis of their own, by that Redis's clock. One instance at a time has the lease to load a page; a
 * page dropped meanwhile takes the lease away, so that what was read before a change is never kept after it.
 */
export function redisStore(redis: Redis, guard: Guard): Store {
  return {
    async look({ key, freshMs, lease }) {
      const said = await guard(
        () =>
          redis.eval(lookScript, 1, key, freshMs, lease, leaseMs) as Promise<
            [Looked['kind'], string | null, number | null]
          >,
      );
      if (said === away) return away;
      const [kind, text, ageMs] = said;
      const page = text === null || text === undefined ? null : { text, ageMs: ageMs ?? 0 };
      return kind === 'fresh' && page !== null
        ? { kind, page }
        : { kind: kind === 'wait' ? 'wait' : 'load', page };
    },
    keep: (key, lease, text) => guard(() => redis.eval(keepScript, 1, key, lease, text, leaseMs, keptMs)),
    giveUp: (key, lease) => guard(() => redis.eval(giveUpScript, 1, key, lease)),
    drop: async (keys) => (await guard(() => redis.eval(dropScript, keys.length, ...keys))) !== away,
  };
}
