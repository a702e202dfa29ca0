import { setTimeout } from 'k6/timers';
import { begin, event, meet, nowMs } from 'k6/x/onsale';
import type { HistoryLine } from '../../reports/evidence/history.ts';
import type { Answer, Booked, Client, ClientIo, Held, Ordered, Visit, Wish } from '../clients/client.ts';
import type { ContentionPlan, PlannedBuyer } from '../plan/shape.ts';
import { httpOfBuyer } from './http.ts';
import { randomOf } from './pauses.ts';
import { perform, type Stage } from './perform.ts';

type Plan = Omit<ContentionPlan, 'buyers'>;

/** How a buyer's visit came to its end. */
export type Ending = 'booked' | 'refused' | 'unknown' | 'not-entered' | 'client-bug';

/** One buyer of the plan, played by one VU: what they do through the client, and what is put on record. */
export class Buyer {
  readonly #planned: PlannedBuyer;
  readonly #plan: Plan;
  readonly #client: Client;
  readonly #io: ClientIo;
  readonly #stage: Stage;
  readonly #visit: Visit<unknown>;
  // Timeline phases: what happens before the barrier is not the sale's load.
  #phase = 'enter';
  #beforeRequest: (() => void) | null = null;
  #beforeOperation: (() => void) | null = null;

  constructor(planned: PlannedBuyer, plan: Plan, client: Client, baseUrl: string) {
    this.#planned = planned;
    this.#plan = plan;
    this.#client = client;
    const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const { timeoutMs } = plan.policy;
    const http = httpOfBuyer({
      baseUrl,
      timeoutMs,
      phase: () => this.#phase,
      leaving: () => {
        const first = this.#beforeRequest;
        this.#beforeRequest = null;
        first?.();
      },
    });
    this.#io = { http, sleep, nowMs };
    this.#stage = {
      policy: plan.policy,
      random: randomOf(planned.pauseSeed),
      sleep,
      beforeNextRequest: (what) => {
        this.#beforeRequest = what;
      },
      clientBug: (f, error) => event('client-bug', { buyer: planned.id, f, error }),
    };
    const { id, credentials } = planned;
    const buyer = { id, credentials: { ...credentials } };
    this.#visit = { buyer, event: plan.event, state: newStateOf(client, buyer, this.#stage) };
  }

  /** Log in, or whatever the client does before the sale opens. */
  async enter(): Promise<Answer<object>> {
    const { enter } = this.#client;
    if (enter === undefined) return { outcome: 'done', value: {} };
    const call = () => enter.call(this.#client, this.#io, this.#visit);
    return await perform({ f: 'enter', begin: null, call }, this.#stage);
  }

  /**
   * Begin the sale with the others: the next operation's first request is made ready, then waits until all of
   * `parties` are as far, and leaves with theirs. Who is not ready only says so.
   */
  meetTheOthers(parties: number, ready: boolean): void {
    const wait = () => {
      const late = meet({ parties, timeoutMs: this.#plan.barrierTimeoutMs, ready });
      if (late) event('buyer-late', { buyer: this.#planned.id, ready });
    };
    this.#phase = 'load';
    if (ready) this.#beforeOperation = wait;
    else wait();
  }

  /** Null when the client's API has no hold of its own. */
  async hold(): Promise<Answer<Held> | null> {
    const { hold } = this.#client;
    if (hold === undefined) return null;
    const wish = this.#wish('hold');
    return await this.#perform('hold', wish, null, () =>
      hold.call(this.#client, this.#io, this.#visit, wish),
    );
  }

  /** Null when the client's API orders and pays at once. */
  async order(): Promise<Answer<Ordered> | null> {
    const { order } = this.#client;
    if (order === undefined) return null;
    const wish = this.#wish('order');
    return await this.#perform('order', wish, null, () =>
      order.call(this.#client, this.#io, this.#visit, wish),
    );
  }

  async book(ordered: Ordered | null): Promise<Answer<Booked>> {
    const wish = this.#wish('book');
    return await this.#perform('book', wish, ordered, () =>
      this.#client.book(this.#io, this.#visit, wish, ordered),
    );
  }

  /**
   * Send the purchase once more, with the same key, where the plan says so and the API promises to do it once.
   * `book` where it promises that of it, else `order`. Null when nothing was sent.
   */
  async replay(ordered: Ordered | null): Promise<Answer<object> | null> {
    const once = this.#client.idempotent ?? [];
    if (!this.#planned.replay) return null;
    if (once.includes('book')) return await this.book(ordered);
    return once.includes('order') ? await this.order() : null;
  }

  /** The journey came to its end by itself; only who says so counts as finished. */
  leave(ending: Ending, at: string): void {
    event('buyer-done', { buyer: this.#planned.id, outcome: ending, at });
  }

  #wish(operation: keyof PlannedBuyer['keys']): Wish {
    const { resources, quantity, keys } = this.#planned;
    return { resources: [...resources], quantity, idempotencyKey: keys[operation] };
  }

  #perform<Value extends object>(
    f: HistoryLine['f'],
    wish: Wish,
    ordered: Ordered | null,
    call: () => Promise<Answer<Value>>,
  ): Promise<Answer<Value>> {
    const pool = this.#plan.sells === 'pool';
    const value = {
      ...(pool ? { quantity: wish.quantity } : {}),
      ...(ordered === null ? {} : { order: ordered.order }),
    };
    const operation = {
      process: this.#planned.id,
      f,
      key: pool ? (wish.resources[0] ?? '') : [...wish.resources],
      value: Object.keys(value).length === 0 ? null : value,
      idempotencyKey: wish.idempotencyKey,
      phase: this.#phase,
    };
    const beginWithTheOthers = () => {
      const wait = this.#beforeOperation;
      this.#beforeOperation = null;
      wait?.();
      return begin(operation);
    };
    return perform({ f, begin: beginWithTheOthers, call }, this.#stage);
  }
}

/** A client that cannot even begin is found out by its next operation; here it is put on record. */
function newStateOf(client: Client, buyer: Visit<unknown>['buyer'], stage: Stage): unknown {
  try {
    return client.newState(buyer);
  } catch (error) {
    stage.clientBug('newState', String(error));
    return undefined;
  }
}
