import type { Operation } from '../evidence/history.ts';
import type { LedgerRow } from '../evidence/ledger.ts';
import { NumbersOf } from '../evidence/numbers-of.ts';
import type { RunRecord } from '../evidence/run.ts';
import { Effects } from '../measurements/effects.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { Violation } from './checker.ts';
import { evidenceOf } from './evidence-of.ts';
import { SentAway } from './sent-away.ts';
import { TurnedAway, type Unsold } from './turned-away.ts';
import { counted } from './wording.ts';

/** What was asked for of one resource. */
interface Asked {
  /** Who asked, for a pool; what was asked of a seat is kept by {@link TurnedAway}. */
  buyers: Set<number> | null;
  units: number;
  booked: number;
  /** Why selling less of it may be right. */
  excused: boolean;
  refused: Operation[];
  /** The fewest units that anyone was refused; fewer than these may be left over. */
  fewestRefused: number;
}

const nothingYet = { units: 0, booked: 0, excused: false, fewestRefused: Infinity };
const mostShown = 3;
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
  readonly #asked = new Map<string, Asked>();
  readonly #stock = new Map<string, { total: number; sold: number }>();
  readonly #live = new Map<string, number>();
  readonly #effects: Effects;
  readonly #numbers = new NumbersOf();
  /** What was asked for, by the resources' numbers. */
  readonly #numbered: (Asked | undefined)[] = [];
  readonly #turnedAway: TurnedAway;
  /** Null where the refused do not go on. */
  readonly #sentAway: SentAway | null;

  constructor(record: RunRecord, effects = new Effects()) {
    this.#record = record;
    this.#effects = effects;
    this.#turnedAway = new TurnedAway(record.scenario.claim);
    this.#sentAway = record.scenario.options.persistent === true ? new SentAway() : null;
  }

  operation(operation: Operation): void {
    const { f, key } = operation;
    if (f !== 'hold' && f !== 'order' && f !== 'book' && f !== 'release' && f !== 'cancel') return;
    if (f === 'book' && this.#effects.isRepeated(operation)) return;
    const isPool = this.#record.client.sells === 'pool';
    if (!isPool) this.#turnedAway.operation(operation);
    this.#sentAway?.operation(operation);
    const resources = this.#numbers.resources(operation);
    for (const number of resources) {
      let asked = this.#numbered[number];
      if (asked === undefined) {
        asked = { ...nothingYet, buyers: isPool ? new Set() : null, refused: [] };
        this.#numbered[number] = asked;
        this.#asked.set(key[resources.indexOf(number)] ?? '', asked);
      }
      this.#note(asked, operation);
    }
  }

  row(row: LedgerRow): void {
    if (row.kind === 'stock') this.#stock.set(row.resource, row);
    if (row.kind !== 'order' || row.state !== 'confirmed') return;
    for (const resource of row.resources) {
      this.#live.set(resource, (this.#live.get(resource) ?? 0) + (row.quantity ?? 1));
    }
  }

  finding(evidenceIsWhole: boolean): Finding {
    const short: Violation[] = [];
    const counts = { soldOut: 0, rightly: 0, doubtful: 0 };
    for (const [resource, asked] of this.#asked) {
      const { total, sold } = this.#sale(resource, asked);
      if (sold >= total) counts.soldOut++;
      else {
        const { unsold, refused } = this.#unsold(resource, asked, { total, sold });
        if (unsold === 'wrongly') short.push(shortfall(resource, { ...asked, refused }, { total, sold }));
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
      evidence: short.slice(0, mostEvidence).map(evidenceOf),
    };
  }

  /** Null: too few asked for any of it to be owed. */
  #unsold(
    resource: string,
    asked: Asked,
    { total, sold }: { total: number; sold: number },
  ): { unsold: Unsold | null; refused: readonly Operation[] } {
    if (asked.buyers === null) return this.#turnedAway.verdictOf(resource);
    const { refused } = asked;
    if (asked.excused || isRemainder(asked, total - sold)) return { unsold: 'doubtful', refused };
    return { unsold: asked.units >= total ? 'wrongly' : null, refused };
  }

  /** Since when each seat that is unsold has certainly been free; those that nobody asked for, always. */
  #freeSince(): number[] {
    const seats = new Set([...this.#stock.keys(), ...this.#asked.keys()]);
    return [...seats].flatMap((seat) => {
      const { total, sold } = this.#sale(seat, this.#asked.get(seat) ?? { booked: 0 });
      return sold >= total ? [] : [this.#turnedAway.freeSince(seat)];
    });
  }

  #note(asked: Asked, operation: Operation): void {
    const { f, outcome, value } = operation;
    if (f === 'book' && outcome === 'ok') asked.booked += value.quantity ?? 1;
    if (asked.buyers === null) return;
    if (!isDecision(operation)) asked.excused = true;
    if (outcome === 'fail') asked.fewestRefused = Math.min(asked.fewestRefused, value.quantity ?? 1);
    if (f !== this.#record.scenario.claim) return;
    const buyer = this.#numbers.buyer(operation);
    if (!asked.buyers.has(buyer)) asked.units += value.quantity ?? 1;
    asked.buyers.add(buyer);
    if (outcome === 'fail' && asked.refused.length < mostShown) asked.refused.push(operation);
  }

  #sale(resource: string, asked: Pick<Asked, 'booked'>): { total: number; sold: number } {
    const { client, scenario } = this.#record;
    const stock = this.#stock.get(resource);
    const total = stock?.total ?? (client.sells === 'seat' ? 1 : scenario.inventory);
    const live = this.#live.get(resource) ?? 0;
    // Either may be wrong, and what is sold stands in both.
    const sold = client.ledger.includes('order') ? Math.min(live, stock?.sold ?? live) : stock?.sold;
    return { total, sold: sold ?? asked.booked };
  }

  #everyoneFinished(): boolean {
    const { state, generators, scenario } = this.#record;
    const finished = generators.reduce((sum, each) => sum + each.finished, 0);
    return state === 'collected' && finished === scenario.buyers;
  }
}

function isDecision({ f, outcome, error }: Operation): boolean {
  if (f === 'release' || f === 'cancel') return outcome === 'fail';
  if (outcome === 'info') return false;
  return outcome === 'ok' || !/^(busy|expired|payment-refused)\b/.test(error ?? '');
}

/** Whether everyone who was refused wanted more than is left. */
function isRemainder({ fewestRefused }: Asked, left: number): boolean {
  return fewestRefused < Infinity && fewestRefused > left;
}

function shortfall(
  resource: string,
  asked: Pick<Asked, 'buyers'> & { refused: readonly Operation[] },
  of: { total: number; sold: number },
): Violation {
  const demand = asked.buyers === null ? 'it was asked for' : `at least ${of.total} were asked for`;
  const what = `${of.sold} of ${of.total} of ${resource} sold, though ${demand} and every answer was a decision.`;
  return { subject: resource, what, operations: asked.refused, rows: [], absentFrom: ['history'] };
}
