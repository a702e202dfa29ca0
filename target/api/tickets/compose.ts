import type { PaymentCallbacks, PaymentProvider } from '../domain/ordering.ts';
import { createCallbacks } from '../orders/payment-callbacks.ts';
import type { Refunds } from '../orders/refunds.ts';
import type { StrategyName, StrategyParts } from '../strategies/catalog.ts';
import { createTicketSales, type TicketSales } from './sales.ts';
import { onceAKey, ticketStrategies } from './strategies/catalog.ts';
import { TicketOrders } from './ticket-orders.ts';

export interface TicketParts {
  strategyParts: StrategyParts;
  provider: PaymentProvider;
  refunds: Refunds;
}

const noOrder = { userId: '0', orderId: '0', remember: null };
const noPayment = '00000000-0000-0000-0000-000000000000';

export interface ComposedTickets {
  ticketSales: TicketSales;
  callbacks: PaymentCallbacks;
  /** Buys nothing on every connection: a sale must not begin with connecting and planning. */
  warmUp(connections: number): Promise<void>;
}

/** The sound sale of tickets with the strategy of that name, and what plans its statements beforehand. */
export function composeTickets(
  name: StrategyName,
  { strategyParts, provider, refunds }: TicketParts,
): ComposedTickets {
  const strategy = onceAKey(ticketStrategies[name](strategyParts));
  const orders = new TicketOrders(strategyParts.database);
  return {
    ticketSales: createTicketSales({ strategy, orders, provider, refunds }),
    // No seat changes when tickets are paid for.
    callbacks: createCallbacks({ orders, refunds, seatChanges: { changed() {} } }),
    async warmUp(connections) {
      const onEach = (work: (connection: number) => Promise<unknown>) =>
        Promise.all(Array.from({ length: connections }, (_, connection) => work(connection)));
      const nothing = { userId: '0', ticketTypeId: null, quantity: 1, remember: null };
      // Of events that are nobody's, several at once each: a strategy may send one alone, and others together.
      await onEach((connection) =>
        Promise.all([1, 2, 3].map(() => strategy.take({ ...nothing, eventId: `-${connection}` }))),
      );
      await onEach(() => orders.beginPayment(noOrder, 'card'));
      await onEach(() => orders.settle(noOrder, noPayment));
    },
  };
}
