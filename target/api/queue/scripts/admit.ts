import { epoch } from './state.ts';

/**
 * A round of admission. $1 instance, $2 how long it is believed to serve (ms), $3 limit, $4 places an instance,
 * $5 how long a place lasts (ms), $6 rate (a second), $7 grace (ms), $8 a pause between rounds that is an
 * outage (ms), $9 how many places to look at, at most, $10 how long what nobody touches is kept (s).
 *
 * Any second has `rate` admissions at most, wherever it begins and however many instances hold rounds. Who was
 * not seen for the grace is passed over and loses the place; an outage does not count as their absence.
 * Answers who waits, who is in, the capacity, in how many ms another round may admit more, the last place that
 * was given, how many were admitted in this epoch, and who was admitted and passed over now, with their places.
 */
export const admit = `${epoch}
local rate, most = tonumber(ARGV[6]), tonumber(ARGV[9])
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[10]) end
redis.call('ZREMRANGEBYSCORE', INSTANCES, '-inf', now)
redis.call('ZADD', INSTANCES, now + tonumber(ARGV[2]), ARGV[1])
if now - meta('round') > tonumber(ARGV[8]) then redis.call('HSET', META, 'renewed', now) end
redis.call('HSET', META, 'round', now)

for _, user in ipairs(redis.call('ZRANGEBYSCORE', ACTIVE, '-inf', now, 'LIMIT', 0, most)) do
  redis.call('ZREM', ACTIVE, user)
  redis.call('HDEL', PLACES, user)
end

local seenAfter = now - tonumber(ARGV[7])
local counts = meta('renewed') <= seenAfter
local admitted, dropped = {}, {}
local function drop(user, place)
  redis.call('ZREM', LINE, user)
  redis.call('ZREM', SEEN, user)
  dropped[#dropped + 1] = {user, place}
end
if counts then
  for _, user in ipairs(redis.call('ZRANGEBYSCORE', SEEN, '-inf', seenAfter, 'LIMIT', 0, most)) do
    drop(user, tonumber(redis.call('ZSCORE', LINE, user) or 0))
  end
end

redis.call('ZREMRANGEBYSCORE', RECENT, '-inf', now - 1000)
local recently = 0
for _, entry in ipairs(redis.call('ZRANGE', RECENT, 0, -1)) do
  recently = recently + tonumber(string.match(entry, '%d+$'))
end
local free, capacity = freePlaces(tonumber(ARGV[3]), tonumber(ARGV[4]))
local allowed = math.min(free, rate - recently)
while #admitted < allowed and most > 0 do
  local head = redis.call('ZPOPMIN', LINE, math.min(allowed - #admitted, most))
  if #head == 0 then break end
  most = most - #head / 2
  for i = 1, #head, 2 do
    local user, place = head[i], tonumber(head[i + 1])
    if counts and tonumber(redis.call('ZSCORE', SEEN, user) or 0) <= seenAfter then
      drop(user, place)
    else
      redis.call('ZREM', SEEN, user)
      enter(user, place, tonumber(ARGV[5]))
      admitted[#admitted + 1] = {user, place}
    end
  end
end
if #admitted > 0 then
  redis.call('ZADD', RECENT, now, time[1] .. '.' .. time[2] .. ':' .. ARGV[1] .. ':' .. #admitted)
end

local again = 1000
local oldest = redis.call('ZRANGE', RECENT, 0, 0, 'WITHSCORES')
if oldest[2] then again = math.min(again, tonumber(oldest[2]) + 1001 - now) end
local waiting, inside = redis.call('ZCARD', LINE), redis.call('ZCARD', ACTIVE)
return {'round', waiting, inside, capacity, again, through(), meta('admitted'), admitted, dropped}
`;
