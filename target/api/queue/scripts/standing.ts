import { epoch, standing } from './state.ts';

/** How $1, a user, stands: in, waiting, or neither, and whether places are still being brought back. Who asks is there. */
export const status = `${epoch}${standing}
local inside = active(ARGV[1])
if inside then return inside end
local place = tonumber(redis.call('ZSCORE', LINE, ARGV[1]) or 0)
if place > 0 then return waiting(ARGV[1], place) end
if now < meta('opens') then return {'absent', 1} end
return {'absent', 0}
`;

/** $1, a user, gives up a place, waiting or in. */
export const leave = `${epoch}
local gone = redis.call('ZREM', LINE, ARGV[1]) + redis.call('ZREM', ACTIVE, ARGV[1])
redis.call('ZREM', SEEN, ARGV[1])
redis.call('HDEL', PLACES, ARGV[1])
return {'left', gone, through()}
`;

/** $1, a user, is in no more; a place in the line they may have taken since stays. */
export const free = `${epoch}
redis.call('ZREM', ACTIVE, ARGV[1])
redis.call('HDEL', PLACES, ARGV[1])
return {'freed'}
`;
