import type { Config } from '../config.ts';
import type { Stores } from './stores.ts';
import { openWorld, type Shopper, type World } from './world.ts';

/** A world of 8 seats and 6 buyers. No fast layer: what is looked at here is PostgreSQL. */
export function openOrderWorld(
  stores: Stores,
  providerUrl: string,
  settings: Partial<Config> = {},
): Promise<World> {
  return openWorld(stores, {
    providerUrl,
    seats: 8,
    buyers: 6,
    settings: { FAST_LAYER: 'off', ...settings },
  });
}

/** The first two buyers. */
export function two(world: World): [Shopper, Shopper] {
  const [first, second] = world.shoppers;
  if (first === undefined || second === undefined) throw new TypeError('expected two buyers');
  return [first, second];
}

/** Holds and orders seats; answers the order's id. Throws when either was refused. */
export async function ordered(shopper: Shopper, seats: string[]): Promise<string> {
  const held = await shopper.hold(seats);
  const order = await shopper.order(seats);
  if (order.status === 201) return order.body.id;
  throw new Error(`expected an order, got ${JSON.stringify([held.body, order.body])}`);
}

/** What the database holds at the end, in one row. */
export async function state(world: World) {
  const [row] = await world.query<Record<string, unknown>>(`
    SELECT (SELECT available FROM events) AS available,
           (SELECT count(*)::int FROM seats WHERE status = 'booked') AS booked,
           (SELECT count(*)::int FROM order_lines WHERE live) AS live,
           (SELECT array_agg(status ORDER BY id) FROM orders) AS orders,
           (SELECT array_agg(state ORDER BY id) FROM payments) AS payments,
           (SELECT count(*)::int FROM outbox) AS told`);
  return row;
}

/** Of the provider's entries, the states of those that are this world's payments. */
export async function chargedOf(
  world: World,
  provider: { charges(): Promise<{ key: string; state: string }[]> },
): Promise<string[]> {
  const ours = await world.query<{ reference: string }>('SELECT reference FROM payments');
  const keys = new Set(ours.map(({ reference }) => reference));
  return (await provider.charges()).filter(({ key }) => keys.has(key)).map((charge) => charge.state);
}

/** Lets every hold and order run out, by the database's clock. */
export async function letTimeRunOut(world: World): Promise<void> {
  await world.query(`UPDATE seats SET held_until = now() - interval '1 s' WHERE status = 'held'`);
  await world.query(`UPDATE orders SET expires_at = now() - interval '1 s' WHERE status = 'pending'`);
}

/** Does one round of the instance's chore of that name; answers whether there is more of it to do. */
export function round(world: World, name: string): Promise<boolean> {
  const chore = world.composition.parts.chores.find((one) => one.name === name);
  if (chore === undefined) throw new TypeError(`expected a chore ${name}`);
  return chore.round();
}
