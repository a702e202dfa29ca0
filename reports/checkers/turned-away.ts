import { Column } from '../evidence/columns.ts';
import type { Operation } from '../evidence/history.ts';
import { operationNames } from '../evidence/history-lines/batch.ts';
import type { NumbersOf } from '../evidence/numbers-of.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Demand, Shown, Unsold } from './demand.ts';
import { decidesNothing, reasonOf } from './reasons.ts';
import { Refusals } from './refusals.ts';
import { noTaking, Takings } from './takings.ts';

/** What there is to know of a seat, beside its takings: bits. */
const seen = {
  /** Somebody got an answer from which nothing follows. */
  excused: 1,
  /** Somebody was refused several seats at once, this one among them. */
  amongSeveral: 2,
  /** Somebody was refused it, explained or not. */
  refused: 4,
} as const;

const nsPerMs = 1e6;

/**
 * Whether those who were turned away from seats had to be. A refusal is explained by a taking of another
 * buyer's, of any seat that was asked for with it (all or nothing), which may have lasted while it was decided:
 * from the invoke of a hold that was granted to its latest end, its time to live counted from its ok (or from
 * that of an order, which may renew it), or for ever once it was booked. Who comes too late is refused rightly
 * when their own hold had certainly run out. Seats and buyers are numbers. Memory: takings, and refusals until
 * they are explained.
 */
export class TurnedAway implements Demand {
  readonly #claim: RunRecord['scenario']['claim'];
  readonly #numbers: NumbersOf;
  readonly #takings = new Takings();
  /** By seat. */
  readonly #seen = new Column(new Uint8Array());
  readonly #unexplained = new Refusals();

  constructor(claim: RunRecord['scenario']['claim'], numbers: NumbersOf) {
    this.#claim = claim;
    this.#numbers = numbers;
  }

  operation(operation: Operation): void {
    const { f, outcome } = operation;
    const buyer = this.#numbers.buyer(operation);
    const seats = this.#numbers.resources(operation);
    if (f === 'release' || f === 'cancel') {
      if (outcome !== 'fail') for (const seat of seats) this.#letGo(seat, buyer, operation.invoked);
    } else if (outcome === 'fail') this.#turnAway(operation, buyer, seats);
    else for (const seat of seats) this.#taken(seat, buyer, operation);
  }

  unsold(seat: number): Unsold {
    if (this.#has(seat, seen.excused)) return 'doubtful';
    const isOpen = this.#unexplained.of(seat).next().done !== true;
    if (!isOpen && !this.#has(seat, seen.refused)) return 'wrongly';
    // Theirs for ever, and yet not sold: another finding says more of it.
    if (this.#takings.lastUntil(seat) === Infinity) return 'doubtful';
    if (!isOpen) return 'rightly';
    // A choice of several may be taken in part, and given back: who came meanwhile was refused for it.
    return this.#has(seat, seen.amongSeveral) ? 'doubtful' : 'wrongly';
  }

  refused(seat: number): Shown[] {
    const shown = [...this.#unexplained.of(seat)].filter(({ isShown }) => isShown);
    return shown.map(({ buyer, index, f, invoked, ended }) => ({
      index,
      process: this.#numbers.process(buyer),
      f: operationNames[f] ?? 'view',
      outcome: 'fail',
      invoked,
      ended: ended === Infinity ? null : ended,
    }));
  }

  /** The latest instant at which a seat may have been somebody's, in ns; -Infinity when nobody took it. */
  freeSince(seat: number): number {
    return this.#takings.lastUntil(seat);
  }

  #taken(seat: number, buyer: number, { f, outcome, invoked, ended, value }: Operation): void {
    if (outcome === 'info') this.#mark(seat, seen.excused);
    const takings = this.#takings;
    if (f !== this.#claim) {
      const own = takings.ofBuyer(seat, buyer);
      // An order may renew a hold; a booking ends it, and never again.
      if (own === noTaking || invoked > takings.until(own)) return;
      takings.renew(own, f === 'book' ? null : ended);
      this.#explain(seat, own);
      return;
    }
    const ttlNs = (value.ttlMs ?? Infinity) * nsPerMs;
    const sure = outcome === 'ok';
    const until = sure && ended !== null && f === 'hold' ? ended + ttlNs : Infinity;
    this.#explain(seat, takings.add(seat, { buyer, from: invoked, until, ttlNs, sure }));
  }

  /** What was refused before and could not be explained may be now. */
  #explain(seat: number, taking: number): void {
    const takings = this.#takings;
    this.#unexplained.explain(seat, (refused, together) => {
      if (!takings.explains(taking, refused)) return false;
      if (together !== null) together.explained = true;
      if (!takings.isSure(taking)) this.#markAll(together?.seats ?? [seat], seen.excused);
      return true;
    });
  }

  #turnAway(operation: Operation, buyer: number, seats: readonly number[]): void {
    const { f, index, invoked, error } = operation;
    const reason = reasonOf(error);
    const isLate = reason === 'expired';
    if (decidesNothing(reason) && !(isLate && this.#isLate(buyer, invoked, seats))) {
      this.#markAll(seats, seen.excused);
      return;
    }
    const ended = operation.ended ?? Infinity;
    const refused = { buyer, invoked, ended };
    let taking = noTaking;
    for (const seat of seats) {
      this.#mark(
        seat,
        seats.length > 1 && f === this.#claim ? seen.refused | seen.amongSeveral : seen.refused,
      );
      if (taking === noTaking) taking = this.#takings.explaining(seat, refused);
    }
    if (taking === noTaking && !isLate) {
      const together = seats.length > 1 ? { seats, explained: false } : null;
      const refusal = { ...refused, index, f: operationNames.indexOf(f), together };
      for (const seat of seats) this.#unexplained.add(seat, refusal);
    }
    if (taking !== noTaking && !this.#takings.isSure(taking)) this.#markAll(seats, seen.excused);
    // Who is told that it is not theirs keeps nobody from it any more; of several it may be another one that is not.
    const [seat, ...others] = seats;
    if (f !== this.#claim && !isLate && seat !== undefined && others.length === 0) {
      this.#takings.lost(seat, buyer, ended);
    }
  }

  /** Whether all that the buyer had of these seats had certainly run out before they came. */
  #isLate(buyer: number, invoked: number, seats: readonly number[]): boolean {
    return seats.some((seat) => {
      const own = this.#takings.ofBuyer(seat, buyer);
      return own !== noTaking && this.#takings.isSure(own) && this.#takings.until(own) < invoked;
    });
  }

  /** Who lets go may be followed by anyone, or by nobody; what came after is not for us to say. */
  #letGo(seat: number, buyer: number, at: number): void {
    this.#mark(seat, seen.excused);
    this.#takings.letGo(seat, buyer, at);
  }

  #has(seat: number, bit: number): boolean {
    return (this.#seen.at(seat) & bit) !== 0;
  }

  #mark(seat: number, bits: number): void {
    this.#seen.set(seat, this.#seen.at(seat) | bits);
  }

  #markAll(seats: readonly number[], bits: number): void {
    for (const seat of seats) this.#mark(seat, bits);
  }
}
