import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Sale } from '../clients/client.ts';
import type { ContentionPlan } from './shape.ts';

type Random = ReturnType<typeof xoroshiro128plus>;

/** What a contention plan is drawn from. */
export interface ContentionDraw {
  sale: Sale;
  sells: 'seat' | 'pool';
  users: number;
  /** A whole number; the same one gives the same rivals in the same order. */
  seed: number;
  /** The run's id. It goes into the idempotency keys, so that a second run with one seed repeats no key. */
  run: string;
  policy: ContentionPlan['policy'];
  /** Operations that the API promises to do once for one key. Without any, nobody is drawn to send one again. */
  idempotent?: readonly string[];
  barrierTimeoutMs?: number;
  mostMs?: number;
}

/** The sale that was opened does not fit what is to be drawn. */
export class SaleUnfit extends Error {
  override readonly name = 'SaleUnfit';
  readonly usage = true;
  readonly hint = 'See seed(io, demand) in docs/clients.md: it answers buyers and what is for sale.';
}

/**
 * Draw who wants what: every seat gets users ÷ seats rivals (one more for some, when it does not divide), all
 * of a pool's buyers want one of it, and the order of both is shuffled. Throws {@link SaleUnfit}.
 */
export function drawContention(draw: ContentionDraw): ContentionPlan {
  const { sale, sells, users, seed, run, policy } = draw;
  checkSale(draw);
  const random = xoroshiro128plus(seed);
  const buyers = shuffled(sale.buyers, random).slice(0, users);
  const resources = sells === 'pool' ? sale.resources.slice(0, 1) : shuffled(sale.resources, random);
  const wants = shuffled(
    buyers.map((_, at) => resources[at % resources.length]?.id ?? ''),
    random,
  );
  const planned = buyers.map(({ id, credentials }, at) => {
    const key = (operation: string) => idempotencyKey([run, String(seed), id, operation]);
    return {
      id,
      credentials,
      resources: [wants[at] ?? ''],
      quantity: 1,
      keys: { hold: key('hold'), order: key('order'), book: key('book') },
      pauseSeed: uniformInt(random, 0, 2 ** 32 - 1),
    };
  });
  const units = resources.reduce((sum, { quantity }) => sum + quantity, 0);
  const again =
    (draw.idempotent ?? []).length === 0 ? new Set<number>() : replaying({ wants, units, random });
  return {
    seed,
    event: sale.event,
    sells,
    policy,
    barrierTimeoutMs: draw.barrierTimeoutMs ?? 60_000,
    mostMs: draw.mostMs ?? 600_000,
    buyers: planned.map((buyer, at) => ({ ...buyer, replay: again.has(at) })),
  };
}

/**
 * Only winners get to send anything again: one buyer in so many is drawn. Of fewer winners a larger share, so
 * that a sale in which nobody who won was drawn does not happen in practice (1 in 100,000 at worst).
 */
function oneReplayIn(units: number): number {
  if (units >= 40) return 4;
  return units >= 20 ? 2 : 1;
}

/**
 * Who sends their purchase again: with rivals side by side, one of every few, so that no resource of many has
 * only such rivals, or none. Of a last few, one as well: a small sale has its replay too.
 */
function replaying({
  wants,
  units,
  random,
}: {
  wants: readonly string[];
  units: number;
  random: Random;
}): Set<number> {
  const oneIn = oneReplayIn(units);
  const sideBySide = [...Map.groupBy(wants.keys(), (at) => wants[at]).values()].flat();
  const drawn = new Set<number>();
  for (let from = 0; from < sideBySide.length; from += oneIn) {
    const group = sideBySide.slice(from, from + oneIn);
    drawn.add(group[uniformInt(random, 0, group.length - 1)] ?? 0);
  }
  return drawn;
}

function checkSale({ sale, sells, users }: ContentionDraw): void {
  if (sale.buyers.length < users) {
    throw new SaleUnfit(`${users} buyers are to take part, and the sale knows ${sale.buyers.length}`);
  }
  const ids = new Set(sale.buyers.map(({ id }) => id));
  if (ids.size < sale.buyers.length) throw new SaleUnfit('two of the buyers have the same id');
  if (sale.resources.length === 0) throw new SaleUnfit('nothing is for sale');
  if (sells === 'pool' && sale.resources.length > 1) {
    throw new SaleUnfit(`the client sells one pool, and the sale has ${sale.resources.length}`);
  }
}

/** Fisher and Yates' shuffle, of a copy. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const at = uniformInt(random, 0, last);
    [copy[last], copy[at]] = [copy[at] as T, copy[last] as T];
  }
  return copy;
}

/** Has the shape of a random UUID (RFC 9562, version 4), which is what shops ask of a key. */
function idempotencyKey(from: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(from)).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x40, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
