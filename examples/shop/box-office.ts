import { randomBytes } from 'node:crypto';

/** What a customer wants to buy. `reference` is the customer's own, for telling a repeat from a second wish. */
export interface Wish {
  customer: string;
  event: string;
  tickets: number;
  reference: string;
  card: string;
}

export interface Order {
  number: string;
  customer: string;
  event: string;
  tickets: number;
  status: 'OPEN' | 'PAID' | 'VOID';
  totalCents: number;
  reference: string;
  placedAt: string;
}

export interface Payment {
  order: string;
  amountCents: number;
  status: 'CAPTURED';
  charge: string;
}

/** An event and its tickets, which have no numbers: one is as good as another. */
export interface EventOnSale {
  code: string;
  title: string;
  capacity: number;
  left: number;
  priceCents: number;
}

/**
 * The books: events, orders, payments. No method waits for anything, so each is atomic in a process with one
 * thread; what must stand together across several (a check and the sale that rests on it) is the caller's care.
 */
export class BoxOffice {
  readonly #events = new Map<string, EventOnSale>();
  readonly #orders = new Map<string, Order>();
  readonly #payments: Payment[] = [];

  put(event: Omit<EventOnSale, 'left'>): void {
    this.#events.set(event.code, { ...event, left: event.capacity });
  }

  event(code: string): EventOnSale | undefined {
    return this.#events.get(code);
  }

  /** Whether so many tickets are left now. An unknown event has none. */
  has(code: string, tickets: number): boolean {
    return (this.#events.get(code)?.left ?? 0) >= tickets;
  }

  /** Take the tickets out of stock for a new order. Does not look whether they are there: see {@link has}. */
  open(wish: Wish): Order {
    const event = this.#known(wish.event);
    event.left -= wish.tickets;
    const order: Order = {
      number: `R${randomBytes(6).toString('hex').toUpperCase()}`,
      customer: wish.customer,
      event: wish.event,
      tickets: wish.tickets,
      status: 'OPEN',
      totalCents: this.price(wish),
      reference: wish.reference,
      placedAt: new Date().toISOString(),
    };
    this.#orders.set(order.number, order);
    return order;
  }

  price({ event, tickets }: Pick<Wish, 'event' | 'tickets'>): number {
    return this.#known(event).priceCents * tickets;
  }

  /** The order is paid for by this charge of the processor. */
  paid(order: Order, charge: string): void {
    order.status = 'PAID';
    this.#payments.push({ order: order.number, amountCents: order.totalCents, status: 'CAPTURED', charge });
  }

  /** The order comes to nothing, and its tickets go back. */
  void(order: Order): void {
    order.status = 'VOID';
    this.#known(order.event).left += order.tickets;
  }

  orders(): Order[] {
    return [...this.#orders.values()];
  }

  payments(): readonly Payment[] {
    return this.#payments;
  }

  /** What is on the shelf, what lies in open orders, and what is sold: counted from the orders, not kept. */
  stock(): { event: string; capacity: number; left: number; reserved: number; sold: number }[] {
    const counted = new Map<string, { reserved: number; sold: number }>();
    for (const { event, status, tickets } of this.#orders.values()) {
      const of = counted.get(event) ?? { reserved: 0, sold: 0 };
      if (status === 'OPEN') of.reserved += tickets;
      if (status === 'PAID') of.sold += tickets;
      counted.set(event, of);
    }
    return [...this.#events.values()].map(({ code, capacity, left }) => ({
      event: code,
      capacity,
      left,
      ...(counted.get(code) ?? { reserved: 0, sold: 0 }),
    }));
  }

  clear(): void {
    this.#events.clear();
    this.#orders.clear();
    this.#payments.length = 0;
  }

  #known(code: string): EventOnSale {
    const event = this.#events.get(code);
    if (event === undefined) throw new RangeError(`no event ${code} is on sale`);
    return event;
  }
}
