/**
 * What the line of one event is in Redis. The keys share a hash tag, so that a cluster keeps them together and
 * each script is one step.
 *
 * - meta: epoch; sequence (the last number given); opens (before this time nobody enters); round (when the last
 *   round of admission was); renewed (nobody counts as away since before this time); admitted (how many, in
 *   this epoch)
 * - line: who waits, by place. seen: the same, by when they last asked
 * - active: who is in, by when that ends. places: who is in, and the place they had
 * - instances: who serves, by when that is no longer believed
 * - recent: admissions of the last second, by when; each ends in `:` and how many it admitted
 *
 * All times are milliseconds by Redis's own clock.
 */
export function keysOf(eventId: string): string[] {
  return ['meta', 'line', 'seen', 'active', 'places', 'instances', 'recent'].map(
    (what) => `queue:{${eventId}}:${what}`,
  );
}

export const keysAnEvent = 7;

/** Names, and the time. */
export const clock = `
local META, LINE, SEEN, ACTIVE, PLACES, INSTANCES, RECENT = unpack(KEYS)
local EPOCH = 4294967296
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`;

/** Ends with «lost» when Redis does not know this event's queue: nothing may be done before it began again. */
export const epoch = `${clock}
local epoch = tonumber(redis.call('HGET', META, 'epoch') or 0)
if epoch == 0 then return {'lost'} end

local function meta(field) return tonumber(redis.call('HGET', META, field)) end

-- The last place that was given to anybody.
local function through() return epoch * EPOCH + meta('sequence') end

local function enter(user, place, ms)
  redis.call('ZADD', ACTIVE, now + ms, user)
  redis.call('HSET', PLACES, user, string.format('%.0f', place))
  redis.call('HINCRBY', META, 'admitted', 1)
end

local function freePlaces(limit, each)
  if now < meta('opens') then return 0, 0 end
  local serving = redis.call('ZCOUNT', INSTANCES, '(' .. now, '+inf')
  local capacity = math.min(limit, each * serving)
  return capacity - redis.call('ZCOUNT', ACTIVE, '(' .. now, '+inf'), capacity
end
`;

/** How a user stands: in, waiting (and seen to be there), or false. */
export const standing = `
local function active(user)
  local ends = tonumber(redis.call('ZSCORE', ACTIVE, user) or 0)
  if ends <= now then return false end
  return {'active', tonumber(redis.call('HGET', PLACES, user)), ends - now, through()}
end

local function waiting(user, place)
  redis.call('ZADD', SEEN, now, user)
  return {'waiting', place, redis.call('ZRANK', LINE, user) + 1, redis.call('ZCARD', LINE), now}
end
`;
