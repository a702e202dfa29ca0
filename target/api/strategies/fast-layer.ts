import type { Redis } from 'ioredis';
import type { HoldRequest, SeatStrategy, SeatsFreed } from '../domain/holding.ts';
import { OutcomeUnknown } from '../domain/outages.ts';
import { away, type Guard } from '../redis/guard.ts';

/** All seats or none; answers the keys newly set (what the buyer had already is not among them) or nil. */
const claimScript = `
local new = {}
for _, key in ipairs(KEYS) do
  if redis.call('SET', key, ARGV[1], 'NX', 'PX', ARGV[2]) then
    new[#new + 1] = key
  elseif redis.call('GET', key) ~= ARGV[1] then
    for _, taken in ipairs(new) do redis.call('DEL', taken) end
    return false
  end
end
return new`;

const giveBackScript = `
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
end
return 0`;

export interface FastLayer {
  /** The keys newly set; `refused` when another has one of the seats; `away` when nobody can say. */
  claim(userId: string, seatIds: readonly string[]): Promise<string[] | 'refused' | typeof away>;
  giveBack(userId: string, keys: readonly string[]): Promise<void>;
  /** Seats are free before their time: their keys must not refuse the next buyer. */
  freed: SeatsFreed;
}

const keyOf = (seatId: string) => `hold:${seatId}`;

/** `hold:<seat>` → user, for as long as a hold lasts. */
export function fastLayer(redis: Redis, guard: Guard, holdSeconds: number): FastLayer {
  async function giveBack(userId: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await guard(() => redis.eval(giveBackScript, keys.length, ...keys, userId));
  }
  return {
    async claim(userId, seatIds) {
      const keys = seatIds.map(keyOf);
      const claimed = await guard(
        () =>
          redis.eval(claimScript, keys.length, ...keys, userId, holdSeconds * 1_000) as Promise<
            string[] | null
          >,
      );
      return claimed === null ? 'refused' : claimed;
    },
    giveBack,
    freed: (userId, seatIds) => giveBack(userId, seatIds.map(keyOf)),
  };
}

/**
 * A quick refusal in front of any strategy: most rivals never reach PostgreSQL. It may refuse a seat that
 * is free (a key that outlived its hold, for the rest of that hold's time), never give one: `inner` decides.
 * Refused by `inner`, the keys are given back; when nobody knows the outcome, they stay until they run out.
 *
 * A replay of a hold that ran out and is another's by now is refused here with `seat_taken`, where `inner`
 * would give its first answer again. It is left so on purpose: who has a first answer stands in PostgreSQL
 * alone, so every refused buyer with an idempotency key would have to ask there, and sparing PostgreSQL the
 * refused is what the layer is for. What the first answer said is not true any more either; nothing is done
 * twice. While the hold lasts, the key is the buyer's own and the replay reaches `inner`.
 */
export function withFastLayer(inner: SeatStrategy, layer: FastLayer): SeatStrategy {
  return {
    name: `${inner.name}+fast`,
    async hold(request: HoldRequest) {
      const claimed = await layer.claim(request.userId, request.seatIds);
      if (claimed === away) return inner.hold(request);
      if (claimed === 'refused') return { kind: 'refused', code: 'seat_taken' };
      let held = false;
      try {
        const attempt = await inner.hold(request);
        held = attempt.kind === 'done';
        return attempt;
      } catch (error) {
        held = error instanceof OutcomeUnknown;
        throw error;
      } finally {
        if (!held) await layer.giveBack(request.userId, claimed);
      }
    },
  };
}
