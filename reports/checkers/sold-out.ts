import { Column } from '../evidence/columns.ts';
import type { Operation } from '../evidence/history.ts';
import type { LedgerRow } from '../evidence/ledger.ts';
import { NumbersOf } from '../evidence/numbers-of.ts';
import type { RunRecord } from '../evidence/run.ts';
import { Effects } from '../measurements/effects.ts';
import type { Evidence, Finding } from '../verdict/verdict.ts';
import type { Demand, Sale } from './demand.ts';
import { PoolDemand } from './pool-demand.ts';
import { SentAway } from './sent-away.ts';
import { TurnedAway } from './turned-away.ts';
import { counted } from './wording.ts';

/** What the ledger has of one resource: its stock, where it says so, and units in confirmed orders. */
interface Stocked {
  stock: Sale | null;
  live: number;
}

/** What is wrongly unsold. */
interface Short {
  name: string;
  number: number;
  sale: Sale;
}

const mostEvidence = 20;

/**
 * `sold-out-reached`: what enough buyers asked for is sold. What is sold out passes, whatever the answers were.
 * What is not fails where demand sufficed, every answer was a decision, and somebody was refused without a
 * reason ({@link TurnedAway}); where each refusal had its reason, it is unsold rightly. Where anyone was told
 * «busy», got no answer, could not pay or let go, or where everyone who was refused wanted more units than are
 * left, nobody can say: the finding is then unknown. So it is where buyers who go on until nothing is left were
 * sent away from what was free ({@link SentAway}). It catches a target that is safe because it refuses
 * everybody, or answers nobody.
 */
export class SoldOut {
  readonly #record: RunRecord;
  readonly #effects: Effects;
  readonly #numbers = new NumbersOf();
  readonly #demand: Demand;
  /** Null for a pool. */
  readonly #turnedAway: TurnedAway | null;
  /** Null where the refused do not go on. */
  readonly #sentAway: SentAway | null;
  /** What was asked for, in the order in which it was: numbers and names. */
  readonly #asked: number[] = [];
  readonly #names: string[] = [];
  readonly #isAsked = new Column(new Uint8Array());
  /** Units in acknowledged bookings, by the resource's number. */
  readonly #booked = new Column(new Float64Array());
  readonly #ledger = new Map<string, Stocked>();

  constructor(record: RunRecord, effects = new Effects()) {
    const { client, scenario } = record;
    this.#record = record;
    this.#effects = effects;
    this.#turnedAway = client.sells === 'pool' ? null : new TurnedAway(scenario.claim, this.#numbers);
    this.#demand = this.#turnedAway ?? new PoolDemand(scenario.claim, this.#numbers);
    this.#sentAway = scenario.options.persistent === true ? new SentAway(this.#numbers) : null;
  }

  operation(operation: Operation): void {
    const { f, outcome, value } = operation;
    if (f !== 'hold' && f !== 'order' && f !== 'book' && f !== 'release' && f !== 'cancel') return;
    if (f === 'book' && this.#effects.isRepeated(operation)) return;
    this.#demand.operation(operation);
    this.#sentAway?.operation(operation);
    const booked = f === 'book' && outcome === 'ok' ? (value.quantity ?? 1) : 0;
    const resources = this.#numbers.resources(operation);
    for (const number of resources) {
      if (this.#isAsked.at(number) === 0) this.#ask(number, operation.key[resources.indexOf(number)] ?? '');
      if (booked !== 0) this.#booked.set(number, this.#booked.at(number) + booked);
    }
  }

  row(row: LedgerRow): void {
    if (row.kind === 'stock') this.#stocked(row.resource).stock = { total: row.total, sold: row.sold };
    if (row.kind !== 'order' || row.state !== 'confirmed') return;
    for (const resource of row.resources) this.#stocked(resource).live += row.quantity ?? 1;
  }

  finding(evidenceIsWhole: boolean): Finding {
    const short: Short[] = [];
    const counts = { soldOut: 0, rightly: 0, doubtful: 0 };
    for (const [nth, number] of this.#asked.entries()) {
      const name = this.#names[nth] ?? '';
      const sale = this.#sale(name, this.#booked.at(number));
      if (sale.sold >= sale.total) counts.soldOut++;
      else {
        const unsold = this.#demand.unsold(number, sale);
        if (unsold === 'wrongly') short.push({ name, number, sale });
        else if (unsold !== null) counts[unsold]++;
      }
    }
    const noun = this.#record.client.sells;
    const { soldOut, rightly, doubtful } = counts;
    const judged = soldOut + short.length;
    const sentAway = this.#sentAway?.among(this.#freeSince()) ?? 0;
    const doubts = [
      ...(doubtful === 0 ? [] : [`${doubtful} unsold, not judged: some answer was no decision`]),
      ...(sentAway === 0 ? [] : [`${counted(sentAway, 'buyer')} left though enough was free for them`]),
      ...(judged + doubtful + rightly === 0 ? ['there was nothing to examine'] : []),
      ...(judged === 0 && rightly > 0 ? ['nothing was sold out'] : []),
    ];
    const sound = evidenceIsWhole && this.#everyoneFinished();
    if (!sound) doubts.push('not decided, since evidence is missing or buyers did not finish');
    const decided = doubts.length === 0 ? 'pass' : 'unknown';
    return {
      id: 'sold-out-reached',
      kind: 'invariant',
      verdict: sound && short.length > 0 ? 'fail' : decided,
      expected: `every ${noun} is sold out that enough buyers asked for, where every answer was a decision`,
      observed: [
        `${soldOut} of ${counted(judged, noun)} sold out`,
        ...(rightly === 0
          ? []
          : [`${rightly} rightly unsold: whoever wanted it could not have all they wanted`]),
        ...doubts,
      ].join('; '),
      margin: null,
      evidence: short.slice(0, mostEvidence).map((each) => this.#shortfall(each)),
    };
  }

  #ask(number: number, name: string): void {
    this.#isAsked.set(number, 1);
    this.#asked.push(number);
    this.#names.push(name);
  }

  #stocked(resource: string): Stocked {
    const known = this.#ledger.get(resource);
    if (known !== undefined) return known;
    const fresh = { stock: null, live: 0 };
    this.#ledger.set(resource, fresh);
    return fresh;
  }

  #sale(resource: string, booked: number): Sale {
    const { client, scenario } = this.#record;
    const { stock = null, live = 0 } = this.#ledger.get(resource) ?? {};
    const total = stock?.total ?? (client.sells === 'seat' ? 1 : scenario.inventory);
    // Either may be wrong, and what is sold stands in both.
    const sold = client.ledger.includes('order') ? Math.min(live, stock?.sold ?? live) : stock?.sold;
    return { total, sold: sold ?? booked };
  }

  /** Since when each seat that is unsold has certainly been free; those that nobody asked for, always. */
  #freeSince(): number[] {
    const since: number[] = [];
    for (const [nth, number] of this.#asked.entries()) {
      const { total, sold } = this.#sale(this.#names[nth] ?? '', this.#booked.at(number));
      if (sold < total) since.push(this.#turnedAway?.freeSince(number) ?? -Infinity);
    }
    const asked = new Set(this.#names);
    for (const [name, { stock }] of this.#ledger) {
      if (stock === null || asked.has(name)) continue;
      const { total, sold } = this.#sale(name, 0);
      if (sold < total) since.push(-Infinity);
    }
    // Where nobody lists the stock, what nobody asked for is known by its number alone.
    const listed = [...this.#ledger].filter(([name, { stock }]) => stock !== null && !asked.has(name)).length;
    const unseen = Math.max(0, this.#record.scenario.inventory - asked.size - listed);
    return [...since, ...new Array<number>(unseen).fill(-Infinity)];
  }

  #shortfall({ name, number, sale }: Short): Evidence {
    const { total, sold } = sale;
    const isPool = this.#record.client.sells === 'pool';
    const demand = isPool ? `at least ${total} were asked for` : 'it was asked for';
    const what = `${sold} of ${total} of ${name} sold, though ${demand} and every answer was a decision.`;
    const byLine = new Map(this.#demand.refused(number).map((each) => [each.index, each]));
    const operations = [...byLine.values()].sort((a, b) => a.index - b.index);
    return { subject: name, what, operations, ledger: [] };
  }

  #everyoneFinished(): boolean {
    const { state, generators, scenario } = this.#record;
    const finished = generators.reduce((sum, each) => sum + each.finished, 0);
    return state === 'collected' && finished === scenario.buyers;
  }
}
