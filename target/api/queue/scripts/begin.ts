import { clock } from './state.ts';

/**
 * Begins an epoch where Redis knows of none: `begun` when another was quicker. $1 epoch, $2 for how long nobody
 * enters (ms), then for each who is in: user, place, ms left.
 *
 * After a loss nobody enters until those who waited had the grace to come back with their tickets: else
 * whoever comes first would be first.
 */
export const begin = `${clock}
if redis.call('HEXISTS', META, 'epoch') == 1 then return {'begun'} end
redis.call('DEL', LINE, SEEN, ACTIVE, PLACES, RECENT)
local opens = now + tonumber(ARGV[2])
redis.call('HSET', META, 'epoch', ARGV[1], 'sequence', 0, 'opens', opens, 'renewed', now, 'round', now, 'admitted', 0)
for i = 3, #ARGV, 3 do
  redis.call('ZADD', ACTIVE, now + tonumber(ARGV[i + 2]), ARGV[i])
  redis.call('HSET', PLACES, ARGV[i], ARGV[i + 1])
end
return {'began'}
`;
