import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Sale } from '../clients/client.ts';
import type { ContentionOptions } from '../options.ts';
import { type Random, shuffled, spreadOver } from './random.ts';
import type { ContentionPlan } from './shape.ts';
import { drawWishes, sizeOf, type Wished } from './wishes.ts';

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
  /** What is not said is as it is by default: even rivals for one seat each, who try once. */
  options?: Partial<Omit<ContentionOptions, 'users' | 'seats'>>;
  barrierTimeoutMs?: number;
  mostMs?: number;
}

/** The sale that was opened does not fit what is to be drawn. */
export class SaleUnfit extends Error {
  override readonly name = 'SaleUnfit';
  readonly usage = true;
  readonly hint = 'See seed(io, demand) in docs/clients.md: it answers buyers and what is for sale.';
}

/** When k6 ends whoever has not come to an end. */
export const longestLoadMs = 600_000;

const one = { min: 1, max: 1 };

/**
 * Draw who wants what ({@link drawWishes}), and who does what beyond buying: send it again, let the hold run
 * out, meddle with the booking of another. Throws {@link SaleUnfit}.
 */
export function drawContention(draw: ContentionDraw): ContentionPlan {
  const { sale, sells, users, seed, run, policy, options = {} } = draw;
  checkSale(draw);
  const random = xoroshiro128plus(seed);
  const buyers = shuffled(sale.buyers, random).slice(0, users);
  const wishes = wishesOf(draw, random);
  const seeds = buyers.map(() => uniformInt(random, 0, 2 ** 32 - 1));
  // Rivals side by side: what a share of the buyers does is done by a share of every seat's, whoever wins.
  const sideBySide = [...Map.groupBy(wishes.keys(), (at) => wishes[at]?.resources[0]).values()].flat();
  const shareOf = (share: number) =>
    spreadOver(sideBySide, share === 0 ? 0 : Math.max(1, Math.round(share * users)), random);
  const oneReplayIn = (draw.idempotent ?? []).length === 0 ? Infinity : oneReplayOf(unitsOf(draw));
  const again = spreadOver(sideBySide, Math.ceil(users / oneReplayIn), random);
  const dawdlers = [...shareOf(options.dawdle ?? 0)];
  const beforeOrder = new Set(dawdlers.filter((_, nth) => nth % 2 === 1));
  const beforeBooking = new Set(dawdlers.filter((_, nth) => nth % 2 === 0));
  const intruders = shareOf(options.intruders ?? 0);
  return {
    seed,
    run,
    event: sale.event,
    sells,
    policy,
    queues: sale.queue !== undefined,
    persistent: options.persistent ?? false,
    resources: sale.resources.map(({ id }) => id),
    barrierTimeoutMs: draw.barrierTimeoutMs ?? 60_000,
    mostMs: draw.mostMs ?? longestLoadMs,
    buyers: buyers.map(({ id, credentials }, at) => ({
      id,
      credentials,
      ...(wishes[at] as Wished),
      drawSeed: seeds[at] as number,
      replay: again.has(at),
      dawdles: beforeOrder.has(at) ? 'order' : beforeBooking.has(at) ? 'book' : null,
      intrudes: intruders.has(at),
    })),
  };
}

function wishesOf({ sale, sells, users, options = {} }: ContentionDraw, random: Random): Wished[] {
  const { skew = 0, hot = 0, selection = one } = options;
  const ids = sale.resources.map(({ id }) => id);
  if (sells === 'seat') return drawWishes(ids, { users, demand: { skew, hot, selection }, random });
  return Array.from({ length: users }, () => ({
    resources: ids.slice(0, 1),
    quantity: sizeOf(selection, random),
  }));
}

const unitsOf = ({ sale }: ContentionDraw) => sale.resources.reduce((sum, { quantity }) => sum + quantity, 0);

/**
 * Only winners get to send anything again: one buyer in so many is drawn. Of fewer winners a larger share, so
 * that a sale in which nobody who won was drawn does not happen in practice (1 in 100,000 at worst).
 */
function oneReplayOf(units: number): number {
  if (units >= 40) return 4;
  return units >= 20 ? 2 : 1;
}

function checkSale({ sale, sells, users, options = {} }: ContentionDraw): void {
  if (sale.buyers.length < users) {
    throw new SaleUnfit(`${users} buyers are to take part, and the sale knows ${sale.buyers.length}`);
  }
  const ids = new Set(sale.buyers.map(({ id }) => id));
  if (ids.size < sale.buyers.length) throw new SaleUnfit('two of the buyers have the same id');
  if (sale.resources.length === 0) throw new SaleUnfit('nothing is for sale');
  if (sells === 'pool' && sale.resources.length > 1) {
    throw new SaleUnfit(`the client sells one pool, and the sale has ${sale.resources.length}`);
  }
  const most = options.selection?.max ?? 1;
  if (sells === 'seat' && most > sale.resources.length) {
    throw new SaleUnfit(`${most} seats are wanted at once, and the sale has ${sale.resources.length}`);
  }
}
