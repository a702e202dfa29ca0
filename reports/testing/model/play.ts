import type { Operation, OperationValue } from '../../evidence/history.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';
import type { RunRecord } from '../../evidence/run.ts';
import { poolClient, seatClient } from '../literal.ts';
import { type Crowd, type Journey, type Passage, purchaseOf, type Setting, type Step } from './crowd.ts';
import { prices, type Reply, Shop } from './shop.ts';
import { ledgerOf } from './shop-ledger.ts';

export type Unnumbered = Omit<Operation, 'index' | 'endIndex'>;

/** The evidence of a run, and what its record says of it. */
export interface Played {
  operations: Unnumbered[];
  rows: LedgerRow[];
  client: RunRecord['client'];
  foundBefore: string[];
  prices: NonNullable<RunRecord['prices']>;
  /** Whether every journey was a whole purchase that ended with an answer. */
  finished: boolean;
}

const nsPerMs = 1e6;
const mostTries = 3;

/** Let a crowd loose on a correct shop: what it saw, and what the shop's ledger holds at the end. */
export function play(crowd: Crowd): Played {
  const { setting, journeys } = crowd;
  const totals = totalsOf(crowd);
  const shop = new Shop(setting, totals);
  const agenda = new Agenda();
  const operations: Unnumbered[] = [];
  const byBuyer = Map.groupBy(journeys, ({ buyer }) => buyer);
  const visits = [...byBuyer].map(
    ([buyer, own]) => new Visit(buyer, { shop, agenda, operations, journeys: own }),
  );
  for (const visit of visits) visit.begin();
  const endMs = agenda.run();
  const { rows, foundBefore } = ledgerOf(shop, { setting, totals, endMs });
  const whole = journeys.every(({ steps }) => steps.join() === purchaseOf(setting).join());
  const finished = whole && visits.every((visit) => visit.finished);
  return { operations, rows, client: clientOf(setting), foundBefore, prices, finished };
}

function totalsOf({ setting, journeys }: Crowd): Map<string, number> {
  const wanted = new Set(journeys.flatMap(({ resources }) => resources));
  return new Map([...wanted].map((resource) => [resource, setting.sells === 'pool' ? setting.poolTotal : 1]));
}

function clientOf({ sells, takesOrders }: Setting): RunRecord['client'] {
  if (sells === 'seat') return seatClient;
  return takesOrders ? { ...poolClient, operations: ['order', 'book', 'cancel'] } : poolClient;
}

/** What is to happen when; of two things at one instant, what was put down first. */
class Agenda {
  readonly #entries: { atMs: number; nth: number; happen: () => void }[] = [];
  #count = 0;

  put(atMs: number, happen: () => void): void {
    this.#entries.push({ atMs, nth: this.#count++, happen });
  }

  /** Until nothing is left; answers the last instant. */
  run(): number {
    let nowMs = 0;
    while (this.#entries.length > 0) {
      this.#entries.sort((a, b) => a.atMs - b.atMs || a.nth - b.nth);
      const next = this.#entries.shift();
      nowMs = next?.atMs ?? nowMs;
      next?.happen();
    }
    return nowMs;
  }
}

interface Surroundings {
  shop: Shop;
  agenda: Agenda;
  operations: Unnumbered[];
  journeys: readonly Journey[];
}

/** What one buyer does, one request after another. */
class Visit {
  readonly #buyer: string;
  readonly #world: Surroundings;
  #order: string | null = null;
  #sent = 0;
  finished = true;

  constructor(buyer: string, world: Surroundings) {
    this.#buyer = buyer;
    this.#world = world;
  }

  begin(): void {
    this.#journey(0, 0);
  }

  #journey(nth: number, nowMs: number): void {
    const journey = this.#world.journeys[nth];
    this.#order = null;
    if (journey !== undefined) this.#step({ journey, nth, step: 0, tries: 0, again: false }, nowMs);
  }

  #step(at: Progress, nowMs: number): void {
    const f = at.journey.steps[at.step];
    if (f === undefined) {
      this.#journey(at.nth + 1, nowMs);
      return;
    }
    // Nobody pays for an order that they do not know of, or cancels it.
    if (this.#order === null && needsOrder(f, at.journey)) {
      this.#step({ ...at, step: at.step + 1, tries: 0 }, nowMs);
      return;
    }
    const passages = at.journey.passages;
    const passage = passages[this.#sent++ % passages.length] as Passage;
    const invokedMs = nowMs + passage.thinkMs;
    this.#world.agenda.put(invokedMs, () => this.#send(f, { ...at, passage, invokedMs }));
  }

  #send(f: Step, at: Progress & { passage: Passage; invokedMs: number }): void {
    const { journey, passage, invokedMs, nth, step } = at;
    const { fate, unpaid } = passage;
    const key = `${this.#buyer}-${nth}-${step}`;
    const { resources, quantity } = journey;
    const order = needsOrder(f, journey) ? this.#order : null;
    const asked = { buyer: this.#buyer, f, key, resources, quantity, order, unpaid };
    const operation = this.#invoked(asked, invokedMs);
    const { agenda, shop } = this.#world;
    const actsMs = invokedMs + passage.travelMs;
    const endMs = actsMs + passage.answerMs;
    let reply: Reply | null = null;
    const act = (nowMs: number) => () => {
      reply = shop.ask(asked, nowMs);
    };
    if (fate === 'answered' || fate === 'unheard' || fate === 'died-unheard') agenda.put(actsMs, act(actsMs));
    if (fate === 'late') agenda.put(endMs + passage.lateMs, act(endMs + passage.lateMs));
    if (fate === 'died' || fate === 'died-unheard') this.finished = false;
    else agenda.put(endMs, () => this.#end(operation, { at, nowMs: endMs, reply }));
  }

  #invoked(
    {
      f,
      key,
      resources,
      quantity,
      order,
    }: { f: Step; key: string; resources: readonly string[]; quantity: number; order: string | null },
    invokedMs: number,
  ): Unnumbered {
    const isPool = resources[0] === 'gate';
    const value: OperationValue = { ...(isPool ? { quantity } : {}), ...(order === null ? {} : { order }) };
    const operation: Unnumbered = {
      process: this.#buyer,
      f,
      key: [...resources],
      idempotencyKey: key,
      invoked: invokedMs * nsPerMs,
      ended: null,
      outcome: 'info',
      error: null,
      value,
    };
    this.#world.operations.push(operation);
    return operation;
  }

  /** An answer, or the buyer's patience at its end. */
  #end(
    operation: Unnumbered,
    { at, nowMs, reply }: { at: Progress & { passage: Passage }; nowMs: number; reply: Reply | null },
  ): void {
    const { fate } = at.passage;
    operation.ended = nowMs * nsPerMs;
    if (fate === 'busy') Object.assign(operation, { outcome: 'fail', error: 'busy' });
    else if (fate !== 'answered' || reply === null) operation.error = 'timeout';
    else if ('refused' in reply) Object.assign(operation, { outcome: 'fail', error: reply.refused });
    else {
      operation.outcome = 'ok';
      Object.assign(operation.value, reply.done);
      this.#order = reply.done.order ?? this.#order;
    }
    this.#goOn(operation, at, nowMs);
  }

  #goOn({ outcome, error }: Unnumbered, at: Progress, nowMs: number): void {
    const { journey, nth, step, again } = at;
    const tries = at.tries + 1;
    const undecided = outcome === 'info' || error === 'busy';
    const goesOn = outcome === 'ok' || journey.stubborn;
    const next = { journey, nth, step: goesOn ? step + 1 : journey.steps.length, tries: 0, again: false };
    if (undecided && tries < mostTries) this.#step({ ...at, tries }, nowMs);
    else if (outcome === 'ok' && journey.repeats && !again) this.#step({ ...at, tries, again: true }, nowMs);
    else this.#step(next, nowMs);
  }
}

/** Whether a request is about an order; a shop that takes none makes one with each booking. */
function needsOrder(f: Step, { steps, resources }: Journey): boolean {
  const atOnce = resources[0] === 'gate' && !steps.includes('order');
  return f === 'cancel' || (f === 'book' && !atOnce);
}

interface Progress {
  journey: Journey;
  nth: number;
  step: number;
  /** Requests sent for this step. */
  tries: number;
  /** What succeeded is being sent again. */
  again: boolean;
}
