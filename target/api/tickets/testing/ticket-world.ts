import type { Config } from '../../config.ts';
import type { PaymentCallbacks } from '../../domain/ordering.ts';
import type { Stores } from '../../testing/stores.ts';
import { type Answered, openWorld, price, type Shopper, type World } from '../../testing/world.ts';
import { composeTickets } from '../compose.ts';
import type { TicketSales } from '../sales.ts';

/** A world that sells one pool of tickets. */
export interface TicketWorld extends World {
  ticketTypeId: string;
  /** The sale as two instances would have it, on one database. */
  instances: [TicketSales, TicketSales];
  callbacks: PaymentCallbacks;
  reserve(shopper: Shopper, quantity: number, key?: string): Promise<Answered>;
}

/** What worlds of tickets are opened on, and what they are like. */
export interface TicketWorldOptions {
  providerUrl: string;
  tickets: number;
  buyers: number;
  settings?: Partial<Config>;
  /** Do not wait for Redis: there is none. */
  redisAway?: boolean;
}

/** Opens a world of the dialect `quantity`. */
export async function openTicketWorld(stores: Stores, options: TicketWorldOptions): Promise<TicketWorld> {
  const { providerUrl, tickets, buyers, settings = {}, redisAway = false } = options;
  const world = await openWorld(stores, {
    ...{ providerUrl, buyers, redisAway, seats: 0 },
    settings: { ...settings, API_DIALECT: 'quantity' },
  });
  const { eventId, composition } = world;
  const [type] = await world.query<{ id: string }>(
    `WITH e AS (UPDATE events SET total = ${tickets}, available = ${tickets})
     INSERT INTO ticket_types (event_id, name, price, quantity, available)
     VALUES (${eventId}, 'Standing', ${price}, ${tickets}, ${tickets}) RETURNING id::text AS id`,
  );
  const instance = () => composeTickets(settings.SEAT_STRATEGY ?? 'atomic-update', composition);
  const [first, second] = [instance(), instance()];
  return Object.assign(world, {
    ticketTypeId: type?.id ?? '',
    instances: [first.ticketSales, second.ticketSales] satisfies TicketWorld['instances'],
    callbacks: first.callbacks,
    reserve: (shopper: Shopper, quantity: number, key?: string) =>
      shopper.call('POST', `/api/events/${eventId}/reservations`, { quantity }, key),
  });
}

/** What the database holds at the end, in one row. */
export async function ticketState(world: World) {
  const [row] = await world.query<Record<string, unknown>>(`
    SELECT (SELECT sum(available)::int FROM ticket_types) AS available,
           (SELECT sum(available)::int FROM events) AS counted,
           (SELECT coalesce(sum(l.quantity), 0)::int FROM order_lines l JOIN orders o ON o.id = l.order_id
             WHERE l.live AND o.status = 'confirmed') AS sold,
           (SELECT array_agg(status ORDER BY id) FROM orders) AS orders,
           (SELECT array_agg(state ORDER BY id) FROM payments) AS payments`);
  return row;
}
