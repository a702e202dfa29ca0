import { epoch, standing } from './state.ts';

/**
 * Takes a place, or keeps the one there is. $1 user, $2 the place of a ticket (0: none), $3 whether that ticket is
 * known to be unspent, $4 instance, $5 how long it is believed to serve (ms), $6 limit, $7 places an instance,
 * $8 how long a place lasts (ms).
 *
 * `ask`: the ticket would better the place, and whether it is spent has to be found out first; nothing was done.
 */
export const join = `${epoch}${standing}
local user, ticket, unspent = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'
redis.call('ZADD', INSTANCES, now + tonumber(ARGV[5]), ARGV[4])
local inside = active(user)
if inside then return inside end

local place = tonumber(redis.call('ZSCORE', LINE, user) or 0)
local waits = place > 0
local better = ticket > 0 and (not waits or ticket < place)
if better and not unspent then return {'ask'} end
if better then
  place = ticket
  -- A replica that took over may never have heard of the last places given.
  if math.floor(ticket / EPOCH) == epoch and ticket > through() then
    redis.call('HSET', META, 'sequence', ticket % EPOCH)
  end
elseif not waits then
  place = epoch * EPOCH + redis.call('HINCRBY', META, 'sequence', 1)
end

if not waits and redis.call('ZCARD', LINE) == 0 and freePlaces(tonumber(ARGV[6]), tonumber(ARGV[7])) > 0 then
  enter(user, place, tonumber(ARGV[8]))
  return active(user)
end
redis.call('ZADD', LINE, place, user)
return waiting(user, place)
`;
