import type { SeatStrategy } from './domain/holding.ts';
import type { Orders } from './orders/orders.ts';

const nothing = { userId: '0', eventId: '0', seatIds: ['0'], remember: null };
const noOrder = { userId: '0', orderId: '0', remember: null };
const noPayment = '00000000-0000-0000-0000-000000000000';

/**
 * Opens every connection and has the statements of a purchase planned on each, by buying nothing: a sale
 * begins with its greatest rush, and must not begin with connecting. `strategy` is asked without layers.
 */
export async function warmUp(parts: {
  strategy: SeatStrategy;
  orders: Orders;
  connections: number;
}): Promise<void> {
  const { strategy, orders, connections } = parts;
  const onEach = (work: (connection: number) => Promise<unknown>) =>
    Promise.all(Array.from({ length: connections }, (_, connection) => work(connection)));
  // Of events that are nobody's, several at once each: a strategy may send one alone, and others together.
  await onEach((connection) =>
    Promise.all([1, 2, 3].map(() => strategy.hold({ ...nothing, eventId: `-${connection}` }))),
  );
  await onEach(() => orders.create(nothing));
  await onEach(() => orders.beginPayment(noOrder, 'card'));
  await onEach(() => orders.settle(noOrder, noPayment));
}
