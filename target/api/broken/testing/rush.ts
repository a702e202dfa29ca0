import type { Config } from '../../config.ts';
import type { SeatStrategy } from '../../domain/holding.ts';
import type { Stores } from '../../testing/stores.ts';
import { openWorld, type Shopper, type World } from '../../testing/world.ts';
import type { Variant } from '../variant.ts';
import { variants } from '../variants.ts';

/** A sale of 10 seats to 100 buyers, with a planted bug or without. */
export interface BrokenWorld extends World {
  /** The strategies of two instances on one database, as two processes would have them. */
  strategies: [SeatStrategy, SeatStrategy];
}

/** What worlds are opened on. */
export interface Ground {
  stores: Stores;
  providerUrl: string;
}

/** A world with the planted bug of that name; null opens the sound target. */
export async function openBroken(
  ground: Ground,
  name: string | null,
  settings: Partial<Config> = {},
): Promise<BrokenWorld> {
  const variant = named(name);
  const alter = variant?.alter ?? (({ parts }) => parts);
  const strategies: SeatStrategy[] = [];
  const world = await openWorld(ground.stores, {
    providerUrl: ground.providerUrl,
    seats: 10,
    buyers: 100,
    settings: { FAST_LAYER: 'off', ...settings },
    unmask: variant?.unmask ?? [],
    alter: (sound) => {
      const [first, second] = [alter(sound), alter(sound)];
      strategies.push(first.strategy, second.strategy);
      return first;
    },
  });
  return Object.assign(world, { strategies: strategies as [SeatStrategy, SeatStrategy] });
}

function named(name: string | null): Variant | null {
  if (name === null) return null;
  const variant = variants.find((one) => one.name === name);
  if (variant === undefined) throw new TypeError(`expected a variant ${name}`);
  return variant;
}

/** What was acknowledged: seats held, orders made and orders booked, with their buyers. */
export interface Told {
  holds: string[];
  booked: { order: string; shopper: Shopper; seat: string }[];
  refusedOrders: string[];
}

/** Ten rivals a seat, all at once, half of them at either instance, each through to the booking. */
export async function rush(world: BrokenWorld): Promise<Told> {
  const told: Told = { holds: [], booked: [], refusedOrders: [] };
  await Promise.all(
    world.shoppers.map(async (shopper, index) => {
      const seat = world.seats[index % 10] ?? '';
      const { eventId, strategies } = world;
      // Rivals for a seat are ten apart: every second of them goes to the other instance.
      const strategy = strategies[Math.floor(index / 10) % 2 === 0 ? 0 : 1];
      const held = await strategy.hold({ userId: shopper.id, eventId, seatIds: [seat], remember: null });
      if (held.kind !== 'done') return;
      told.holds.push(seat);
      const order = await shopper.order([seat]);
      if (order.status !== 201) return;
      const booked = await shopper.confirm(order.body.id, `book-${shopper.id}`);
      if (booked.status === 200) told.booked.push({ order: booked.body.id, shopper, seat });
      else told.refusedOrders.push(order.body.id);
    }),
  );
  return told;
}

/** The confirmed orders that the database holds, a row for each of their seats. */
export function confirmed(world: World): Promise<{ id: string; seat: string }[]> {
  return world.query(
    `SELECT o.id::text AS id, l.seat_id::text AS seat FROM orders o JOIN order_lines l ON l.order_id = o.id
      WHERE o.status = 'confirmed' AND l.live`,
  );
}
