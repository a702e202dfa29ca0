import type { Operation } from '../evidence/history.ts';
import { NumbersOf } from '../evidence/numbers-of.ts';
import type { RunRecord } from '../evidence/run.ts';

/** What a buyer had of a seat, or may have had. Times are ns since the epoch. */
interface Taking {
  buyer: number;
  from: number;
  /** The latest instant at which it may have been theirs. */
  until: number;
  ttlNs: number;
  /** Whether they certainly had it for a while. */
  sure: boolean;
}

/** A refusal that nothing has explained yet. */
interface Refusal {
  buyer: number;
  invoked: number;
  ended: number;
  seats: readonly Seat[];
  explained: boolean;
}

interface Seat {
  takings: Taking[];
  refusals: Refusal[];
  /** The first operations that nothing explains, for people. */
  shown: { refusal: Refusal; operation: Operation }[];
  /** Somebody got an answer from which nothing follows. */
  excused: boolean;
  /** Somebody was refused several seats at once, this one among them. */
  amongSeveral: boolean;
  /** Refusals, explained or not. */
  refused: number;
}

/** Why a seat is unsold: as it should be, against all reason, or nobody can say. */
export type Unsold = 'rightly' | 'wrongly' | 'doubtful';

const nsPerMs = 1e6;
const mostShown = 3;

/**
 * Whether those who were turned away from seats had to be. A refusal is explained by a taking of another
 * buyer's, of any seat that was asked for with it (all or nothing), which may have lasted while it was decided:
 * from the invoke of a hold that was granted to its latest end, its time to live counted from its ok (or from
 * that of an order, which may renew it), or for ever once it was booked. Who comes too late is refused rightly
 * when their own hold had certainly run out. Memory: takings, and refusals until they are explained.
 */
export class TurnedAway {
  readonly #claim: RunRecord['scenario']['claim'];
  readonly #seats = new Map<string, Seat>();
  readonly #numbers = new NumbersOf();
  /** The same seats by their numbers. */
  readonly #numbered: (Seat | undefined)[] = [];

  constructor(claim: RunRecord['scenario']['claim']) {
    this.#claim = claim;
  }

  operation(operation: Operation): void {
    const { f, outcome, key } = operation;
    const buyer = this.#numbers.buyer(operation);
    const seats = this.#numbers.resources(operation).map((number, nth) => {
      const seat = this.#numbered[number] ?? this.#seat(key[nth] ?? '');
      this.#numbered[number] = seat;
      return seat;
    });
    if (f === 'release' || f === 'cancel') {
      if (outcome !== 'fail') for (const seat of seats) letGo(seat, buyer, operation.invoked);
    } else if (outcome === 'fail') this.#refused(operation, buyer, seats);
    else for (const seat of seats) this.#taken(seat, buyer, operation);
  }

  /** Of a seat that somebody asked for and that is not sold. */
  verdictOf(id: string): { unsold: Unsold; refused: readonly Operation[] } {
    const seat = this.#seats.get(id);
    if (seat === undefined || seat.excused) return { unsold: 'doubtful', refused: [] };
    const open = seat.refusals.filter(({ explained }) => !explained);
    const shown = seat.shown.filter(({ refusal }) => !refusal.explained);
    const refused = shown.slice(0, mostShown).map(({ operation }) => operation);
    if (open.length === 0 && seat.refused === 0) return { unsold: 'wrongly', refused };
    // Theirs for ever, and yet not sold: another finding says more of it.
    if (seat.takings.some(({ until }) => until === Infinity)) return { unsold: 'doubtful', refused };
    if (open.length === 0) return { unsold: 'rightly', refused };
    // A choice of several may be taken in part, and given back: who came meanwhile was refused for it.
    return { unsold: seat.amongSeveral ? 'doubtful' : 'wrongly', refused };
  }

  /** The latest instant at which a seat may have been somebody's, in ns; -Infinity when nobody took it. */
  freeSince(id: string): number {
    return Math.max(-Infinity, ...(this.#seats.get(id)?.takings ?? []).map(({ until }) => until));
  }

  #seat(id: string): Seat {
    const known = this.#seats.get(id);
    if (known !== undefined) return known;
    const fresh: Seat = {
      takings: [],
      refusals: [],
      shown: [],
      excused: false,
      amongSeveral: false,
      refused: 0,
    };
    this.#seats.set(id, fresh);
    return fresh;
  }

  #taken(seat: Seat, buyer: number, { f, outcome, invoked, ended, value }: Operation): void {
    if (outcome === 'info') seat.excused = true;
    const own = seat.takings.findLast((taking) => taking.buyer === buyer);
    if (f !== this.#claim) {
      if (own !== undefined && invoked <= own.until) own.until = renewed(own, f, ended);
      return;
    }
    const ttlNs = (value.ttlMs ?? Infinity) * nsPerMs;
    const sure = outcome === 'ok';
    const until = sure && ended !== null && f === 'hold' ? ended + ttlNs : Infinity;
    const taking = { buyer, from: invoked, until, ttlNs, sure };
    seat.takings.push(taking);
    if (seat.refusals.length === 0) return;
    for (const refusal of seat.refusals) explain(refusal, taking);
    seat.refusals = seat.refusals.filter(({ explained }) => !explained);
    seat.shown = seat.shown.filter(({ refusal }) => !refusal.explained);
  }

  #refused(operation: Operation, buyer: number, seats: readonly Seat[]): void {
    const { f, invoked, ended, error } = operation;
    const why = /^(?:busy|payment-refused|expired)\b/.exec(error ?? '')?.[0];
    const isLate = why === 'expired';
    if (why !== undefined && !(isLate && late(buyer, invoked, seats))) {
      for (const seat of seats) seat.excused = true;
      return;
    }
    const refusal: Refusal = { buyer, invoked, ended: ended ?? Infinity, seats, explained: false };
    for (const seat of seats) {
      seat.refused++;
      if (seats.length > 1 && f === this.#claim) seat.amongSeveral = true;
      for (let at = seat.takings.length - 1; at >= 0 && !refusal.explained; at--) {
        explain(refusal, seat.takings[at] as Taking);
      }
    }
    if (isLate || refusal.explained) return;
    for (const seat of seats) {
      seat.refusals.push(refusal);
      if (seat.shown.length < mostShown) seat.shown.push({ refusal, operation });
    }
  }
}

function explain(refusal: Refusal, { buyer, from, until, sure }: Taking): void {
  if (refusal.explained || buyer === refusal.buyer) return;
  if (from >= refusal.ended || until <= refusal.invoked) return;
  refusal.explained = true;
  if (!sure) for (const seat of refusal.seats) seat.excused = true;
}

/** An order may renew a hold, by its time to live; a booking ends it, and never again. */
function renewed(own: Taking, f: Operation['f'], ended: number | null): number {
  if (f === 'book' || ended === null) return Infinity;
  return Math.max(own.until, ended + own.ttlNs);
}

/** Whether all that the buyer had of these seats had certainly run out before they came. */
function late(buyer: number, invoked: number, seats: readonly Seat[]): boolean {
  return seats.some((seat) => {
    const own = seat.takings.findLast((taking) => taking.buyer === buyer);
    return own?.sure === true && own.until < invoked;
  });
}

/** Who lets go may be followed by anyone, or by nobody; what came after is not for us to say. */
function letGo(seat: Seat, buyer: number, invoked: number): void {
  seat.excused = true;
  for (const taking of seat.takings) {
    if (taking.buyer === buyer) taking.until = Math.min(taking.until, invoked);
  }
}
