import { sha256 } from 'k6/crypto';
import { setTimeout } from 'k6/timers';
import { another, event, meet, nowMs, post } from 'k6/x/onsale';
import type {
  Answer,
  Booked,
  Client,
  ClientIo,
  Held,
  Ordered,
  QueuePlace,
  Visit,
  Wish,
} from '../clients/client.ts';
import type { ContentionPlan, PlannedBuyer } from '../plan/shape.ts';
import { amongFree, Unseen, understoodFree } from './choice.ts';
import { Deeds } from './deeds.ts';
import { httpOfBuyer } from './http.ts';
import type { Attempt, Ending, Journey, Shopper } from './journey.ts';
import { idempotencyKey } from './keys.ts';
import { pauseMs, randomOf } from './pauses.ts';
import { perform, type Stage } from './perform.ts';
import { queueUp } from './queue-up.ts';

type Plan = Omit<ContentionPlan, 'buyers' | 'resources'>;

/** Beyond a hold's time to live: the answer may have told it rounded, or by a clock of its own. */
const certainlyOverMs = 250;

/** How long an intruder waits for somebody to book something. */
const intruderPatienceMs = 10_000;

/** The share of the run's time in which the refused go on. */
const goingOn = 0.8;

const sha256Hex = (text: string) => sha256(text, 'hex');

interface BuyerOf {
  planned: PlannedBuyer;
  plan: Plan;
  /** All that is for sale, as it stands side by side. */
  resources: readonly string[];
  client: Client;
  baseUrl: string;
}

/** One buyer of the plan, played by one VU: what they do through the client, and what is put on record. */
export class Buyer implements Shopper {
  readonly #planned: PlannedBuyer;
  readonly #plan: Plan;
  readonly #resources: readonly string[];
  readonly #client: Client;
  readonly #io: ClientIo;
  readonly #stage: Stage;
  readonly #visit: Visit<unknown>;
  readonly #deeds: Deeds;
  // Timeline phases: what happens before the barrier is not the sale's load.
  #phase = 'enter';
  #beforeRequest: (() => void) | null = null;
  #unseen: Unseen | null = null;
  #goOnUntilMs = Infinity;

  constructor({ planned, plan, resources, client, baseUrl }: BuyerOf) {
    this.#planned = planned;
    this.#plan = plan;
    this.#resources = resources;
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
      random: randomOf(planned.drawSeed),
      sleep,
      beforeNextRequest: (what) => {
        this.#beforeRequest = what;
      },
      clientBug: (f, error) => event('client-bug', { buyer: planned.id, f, error }),
    };
    const { id, credentials } = planned;
    const buyer = { id, credentials: { ...credentials } };
    this.#visit = { buyer, event: plan.event, state: newStateOf(client, buyer, this.#stage) };
    this.#deeds = new Deeds({ buyer: id, plan, stage: this.#stage, phase: () => this.#phase });
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
    this.#goOnUntilMs = nowMs() + goingOn * this.#plan.mostMs;
    if (ready) this.#deeds.beforeNext(wait);
    else wait();
  }

  async queueUp(): Promise<Answer<QueuePlace> | null> {
    const { queueJoin, queueAdmit } = this.#client;
    if (!this.#plan.queues || queueJoin === undefined || queueAdmit === undefined) return null;
    const { random, sleep } = this.#stage;
    return await queueUp({
      join: () =>
        this.#deeds.inQueue('queue-join', () => queueJoin.call(this.#client, this.#io, this.#visit)),
      admit: () =>
        this.#deeds.inQueue('queue-admit', () => queueAdmit.call(this.#client, this.#io, this.#visit)),
      sleep,
      random,
      hasTime: () => nowMs() < this.#goOnUntilMs,
    });
  }

  /** Who bought nothing makes room for others. Null where there is no room to be made. */
  async leaveQueue(): Promise<Answer<object> | null> {
    const { queueLeave } = this.#client;
    if (!this.#plan.queues || queueLeave === undefined) return null;
    return await this.#deeds.inQueue('queue-leave', () =>
      queueLeave.call(this.#client, this.#io, this.#visit),
    );
  }

  async hold(attempt: Attempt): Promise<Answer<Held> | null> {
    const { hold } = this.#client;
    if (hold === undefined) return null;
    const wish = this.#wish('hold', attempt);
    return await this.#deeds.onSale('hold', { wish, of: null }, () =>
      hold.call(this.#client, this.#io, this.#visit, wish),
    );
  }

  async order(attempt: Attempt): Promise<Answer<Ordered> | null> {
    const { order } = this.#client;
    if (order === undefined) return null;
    const wish = this.#wish('order', attempt);
    return await this.#deeds.onSale('order', { wish, of: null }, () =>
      order.call(this.#client, this.#io, this.#visit, wish),
    );
  }

  async book(attempt: Attempt, ordered: Ordered | null): Promise<Answer<Booked>> {
    const wish = this.#wish('book', attempt);
    return await this.#deeds.onSale('book', { wish, of: ordered }, () =>
      this.#client.book(this.#io, this.#visit, wish, ordered),
    );
  }

  async outlast(ttlMs: number): Promise<void> {
    await this.#stage.sleep(ttlMs + certainlyOverMs);
  }

  async goOn(refused: Attempt): Promise<readonly string[] | null> {
    if (!this.#plan.persistent) return null;
    const size = refused.resources.length;
    const { random, sleep } = this.#stage;
    // Each refusal that is right means that somebody else has a seat: there is an end to those.
    if (refused.nth > 2 * this.#resources.length || nowMs() > this.#goOnUntilMs) return null;
    await sleep(pauseMs(this.#plan.policy, { retryAfterMs: null, tries: 1, random }));
    const { available } = this.#client;
    if (available === undefined) {
      this.#unseen ??= new Unseen(this.#resources, { size, random });
      return this.#unseen.next();
    }
    const call = async () => understoodFree(await available.call(this.#client, this.#io, this.#visit));
    const free = await perform({ f: 'available', begin: null, call }, this.#stage);
    return free.outcome === 'done' ? amongFree(free.value.resources, { size, random }) : null;
  }

  clientBug(operation: string, error: string): void {
    this.#stage.clientBug(operation, error);
  }

  /**
   * Send the purchase once more, with the same key, where the plan says so and the API promises to do it once.
   * `book` where it promises that of it, else `order`. Null when nothing was sent.
   */
  async replay({ attempt, ordered }: Journey): Promise<Answer<object> | null> {
    const once = this.#client.idempotent ?? [];
    if (!this.#planned.replay) return null;
    if (once.includes('book')) return await this.book(attempt, ordered);
    return once.includes('order') ? await this.order(attempt) : null;
  }

  /** Tell the others of what was booked: an intruder among them may want it gone. */
  boast({ attempt, booked }: Journey): void {
    if (booked === null) return;
    const { resources, quantity } = attempt;
    post({ buyer: this.#planned.id, booked: { ...booked }, resources: [...resources], quantity });
  }

  /**
   * Try to cancel a booking that another buyer made. Null when the plan does not say so, the client cannot, or
   * nobody booked anything in time.
   */
  async intrude({ attempt }: Journey): Promise<Answer<object> | null> {
    const { cancel } = this.#client;
    if (!this.#planned.intrudes || cancel === undefined) return null;
    const found = another({ buyer: this.#planned.id, timeoutMs: intruderPatienceMs });
    if (found === null) return null;
    const wish = this.#wish('cancel', { ...attempt, resources: found.resources, quantity: found.quantity });
    return await this.#deeds.onSale('cancel', { wish, of: found.booked }, () =>
      cancel.call(this.#client, this.#io, this.#visit, wish, found.booked),
    );
  }

  /** The journey came to its end by itself; only who says so counts as finished. */
  leave(ending: Ending, at: string): void {
    event('buyer-done', { buyer: this.#planned.id, outcome: ending, at });
  }

  #wish(operation: string, { nth, resources, quantity }: Attempt): Wish {
    const { run, seed } = this.#plan;
    const parts = { run, seed, buyer: this.#planned.id, operation, attempt: nth };
    return { resources: [...resources], quantity, idempotencyKey: idempotencyKey(parts, sha256Hex) };
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
