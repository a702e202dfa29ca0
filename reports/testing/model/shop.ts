import type { OperationValue } from '../../evidence/history.ts';
import type { Setting, Step } from './crowd.ts';

/** What a shop is asked at one instant. */
export interface Asked {
  buyer: string;
  f: Step;
  key: string;
  resources: readonly string[];
  quantity: number;
  /** The order that the buyer knows of, for what is done to one. */
  order: string | null;
  unpaid: boolean;
}

export type Reply =
  | { done: OperationValue }
  | { refused: 'taken' | 'sold-out' | 'expired' | 'payment-refused' | 'other' };

export interface ShopOrder {
  id: string;
  buyer: string;
  resources: readonly string[];
  quantity: number;
  key: string;
  amount: number;
  state: 'pending' | 'confirmed' | 'cancelled' | 'expired';
  /** Its payments so far, by the provider's key of each. */
  payments: { reference: string; state: 'charged' | 'refunded' | 'unknown' }[];
}

/** Units of one resource that a buyer has: until an instant, or for good once they are booked. */
interface Claim {
  buyer: string;
  resource: string;
  units: number;
  untilMs: number;
  /** What its buyer was told last; an order renews it by as much. */
  ttlMs: number;
  order: string | null;
}

/** What a unit costs: seats differ. */
export const prices = { usual: 50, others: { A2: 80, gate: 30 } };

/** A correct shop. It does one thing at a time, each at an instant that it is told (ms, never going back). */
export class Shop {
  readonly #setting: Setting;
  readonly #totals: ReadonlyMap<string, number>;
  readonly #answers = new Map<string, OperationValue>();
  readonly #orders = new Map<string, ShopOrder>();
  #claims: Claim[] = [];

  /** @param totals how many units there are of what is for sale */
  constructor(setting: Setting, totals: ReadonlyMap<string, number>) {
    this.#setting = setting;
    this.#totals = totals;
  }

  get orders(): readonly ShopOrder[] {
    return [...this.#orders.values()];
  }

  /** What succeeded is answered again under its key; what was refused is tried anew. */
  ask(asked: Asked, nowMs: number): Reply {
    const name = JSON.stringify([asked.buyer, asked.f, asked.key]);
    const before = this.#answers.get(name);
    if (before !== undefined) return { done: before };
    this.#letGo(({ untilMs }) => untilMs <= nowMs);
    const reply = this.#serve(asked, nowMs);
    if ('done' in reply) this.#answers.set(name, reply.done);
    return reply;
  }

  #serve(asked: Asked, nowMs: number): Reply {
    switch (asked.f) {
      case 'hold':
        return this.#hold(asked, nowMs);
      case 'release':
        return this.#release(asked);
      case 'order':
        return this.#order(asked, nowMs);
      case 'book':
        return this.#book(asked, nowMs);
      case 'cancel':
        return this.#cancel(asked);
    }
  }

  /** Sold and held units at an instant. */
  counts(resource: string, nowMs: number): { held: number; sold: number } {
    const counts = { held: 0, sold: 0 };
    for (const { untilMs, units, ...claim } of this.#claims) {
      if (claim.resource !== resource || untilMs <= nowMs) continue;
      counts[untilMs === Infinity ? 'sold' : 'held'] += units;
    }
    return counts;
  }

  /** Whether all that an order needs is still kept for it. */
  isKept({ id }: ShopOrder, nowMs: number): boolean {
    return this.#claims.some(({ order, untilMs }) => order === id && untilMs > nowMs);
  }

  #hold({ buyer, resources, quantity: units }: Asked, nowMs: number): Reply {
    const { ttlMs: fullMs, holdRenews } = this.#setting;
    const claims = this.#on(resources);
    if (claims.some((claim) => claim.buyer !== buyer || claim.untilMs === Infinity)) {
      return { refused: 'taken' };
    }
    const missing = resources.filter((resource) => !claims.some((claim) => claim.resource === resource));
    const added = missing.map((resource) => ({ buyer, resource, units, order: null }));
    if (holdRenews) for (const claim of claims) claim.untilMs = nowMs + fullMs;
    const fresh = added.map((claim) => ({ ...claim, untilMs: nowMs + fullMs, ttlMs: fullMs }));
    const held = [...claims, ...fresh];
    const ttlMs = Math.min(...held.map(({ untilMs }) => untilMs)) - nowMs;
    for (const claim of held) claim.ttlMs = ttlMs;
    this.#claims.push(...fresh);
    return { done: { ttlMs } };
  }

  #release({ buyer, resources }: Asked): Reply {
    const own = this.#on(resources).filter((claim) => claim.buyer === buyer && claim.untilMs !== Infinity);
    if (own.length === 0) return { refused: 'other' };
    this.#letGo((claim) => own.includes(claim));
    return { done: {} };
  }

  #order(asked: Asked, nowMs: number): Reply {
    const { buyer, resources } = asked;
    if (this.#setting.sells === 'seat') {
      const own = this.#on(resources).filter((claim) => claim.buyer === buyer && claim.untilMs !== Infinity);
      if (own.length < resources.length) return { refused: 'expired' };
      this.#expire(own.map(({ order }) => order));
      const made = this.#newOrder(asked);
      for (const claim of own) {
        claim.order = made.id;
        if (this.#setting.orderRenews) claim.untilMs = Math.max(claim.untilMs, nowMs + claim.ttlMs);
      }
      return { done: { order: made.id, amount: made.amount } };
    }
    const made = this.#claimed(asked, nowMs, this.#setting.ttlMs);
    return made === null ? { refused: 'sold-out' } : { done: { order: made.id, amount: made.amount } };
  }

  #book(asked: Asked, nowMs: number): Reply {
    const atOnce = this.#setting.sells === 'pool' && !this.#setting.takesOrders;
    if (atOnce && asked.unpaid) return { refused: 'payment-refused' };
    const order = atOnce ? this.#claimed(asked, nowMs, 0) : this.#orders.get(asked.order ?? '');
    if (order === null) return { refused: 'sold-out' };
    if (order?.state === 'confirmed') return { done: { order: order.id, amount: order.amount } };
    const reference = `pay-${order?.id}-${(order?.payments.length ?? 0) + 1}`;
    if (order?.state !== 'pending' || !(atOnce || this.#isWhole(order))) {
      if (this.#setting.leavesDoubts) order?.payments.push({ reference, state: 'unknown' });
      return { refused: order?.state === 'cancelled' ? 'other' : 'expired' };
    }
    if (asked.unpaid) {
      if (this.#setting.refusalFrees) {
        this.#letGo((claim) => claim.order === order.id);
        order.state = 'expired';
      }
      return { refused: 'payment-refused' };
    }
    order.state = 'confirmed';
    order.payments.push({ reference, state: 'charged' });
    for (const claim of this.#claims) if (claim.order === order.id) claim.untilMs = Infinity;
    return { done: { order: order.id, amount: order.amount } };
  }

  #cancel({ order: id }: Asked): Reply {
    const order = this.#orders.get(id ?? '');
    if (order?.state !== 'pending' && order?.state !== 'confirmed') return { refused: 'other' };
    const refunded = order.state === 'confirmed' ? order.amount : 0;
    for (const payment of order.payments) if (payment.state === 'charged') payment.state = 'refunded';
    order.state = 'cancelled';
    this.#letGo((claim) => claim.order === order.id);
    return { done: { order: order.id, refunded } };
  }

  #on(resources: readonly string[]): Claim[] {
    return this.#claims.filter(({ resource }) => resources.includes(resource));
  }

  #letGo(which: (claim: Claim) => boolean): void {
    this.#claims = this.#claims.filter((claim) => !which(claim));
  }

  #isWhole({ id, resources }: ShopOrder): boolean {
    return this.#claims.filter(({ order }) => order === id).length === resources.length;
  }

  #expire(ids: readonly (string | null)[]): void {
    for (const id of ids) {
      const order = this.#orders.get(id ?? '');
      if (order?.state === 'pending') order.state = 'expired';
    }
  }

  /** An order of units that nobody has; null where there are too few. */
  #claimed(asked: Asked, nowMs: number, ttlMs: number): ShopOrder | null {
    const { buyer, resources, quantity: units } = asked;
    const [resource = ''] = resources;
    const taken = this.#on(resources).reduce((sum, claim) => sum + claim.units, 0);
    if (taken + units > (this.#totals.get(resource) ?? 0)) return null;
    const order = this.#newOrder(asked);
    this.#claims.push({ buyer, resource, units, untilMs: nowMs + ttlMs, ttlMs, order: order.id });
    return order;
  }

  #newOrder({ buyer, resources, quantity, key }: Asked): ShopOrder {
    const id = `o${this.#orders.size + 1}`;
    const priceOf = (resource: string) =>
      prices.others[resource as keyof typeof prices.others] ?? prices.usual;
    const amount = resources.reduce((sum, resource) => sum + priceOf(resource), 0) * quantity;
    const order: ShopOrder = { id, buyer, resources, quantity, key, amount, state: 'pending', payments: [] };
    this.#orders.set(id, order);
    return order;
  }
}
