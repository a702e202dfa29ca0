import { Column } from '../evidence/columns.ts';

/** There is no such taking. */
export const noTaking = -1;

/** What a buyer had of a seat, or may have had. Times are ns since the epoch. */
export interface Taking {
  buyer: number;
  from: number;
  /** The latest instant at which it may have been theirs. */
  until: number;
  ttlNs: number;
  /** Whether they certainly had it for a while. */
  sure: boolean;
}

/** Who was refused, and when that was decided. */
export interface Refused {
  buyer: number;
  invoked: number;
  ended: number;
}

/**
 * Who had which seat when: takings by their numbers, from 0, in columns, for a sale has as many as seats. Those
 * of a seat are a list from the latest back. Memory: 33 bytes a taking, and 4 a seat.
 */
export class Takings {
  readonly #buyer = new Column(new Int32Array());
  readonly #from = new Column(new Float64Array());
  readonly #until = new Column(new Float64Array());
  readonly #ttlNs = new Column(new Float64Array());
  readonly #sure = new Column(new Uint8Array());
  readonly #before = new Column(new Int32Array());
  /** By seat. */
  readonly #latest = new Column(new Int32Array(), noTaking);
  #count = 0;

  add(seat: number, { buyer, from, until, ttlNs, sure }: Taking): number {
    const taking = this.#count++;
    this.#buyer.set(taking, buyer);
    this.#from.set(taking, from);
    this.#until.set(taking, until);
    this.#ttlNs.set(taking, ttlNs);
    this.#sure.set(taking, sure ? 1 : 0);
    this.#before.set(taking, this.#latest.at(seat));
    this.#latest.set(seat, taking);
    return taking;
  }

  /** A buyer's latest of a seat. */
  ofBuyer(seat: number, buyer: number): number {
    let taking = this.#latest.at(seat);
    while (taking !== noTaking && this.#buyer.at(taking) !== buyer) taking = this.#before.at(taking);
    return taking;
  }

  until(taking: number): number {
    return this.#until.at(taking);
  }

  isSure(taking: number): boolean {
    return this.#sure.at(taking) === 1;
  }

  /** It lasts its time to live from an instant on, if that is longer; for ever where there is none. */
  renew(taking: number, from: number | null): void {
    const until = from === null ? Infinity : Math.max(this.#until.at(taking), from + this.#ttlNs.at(taking));
    this.#until.set(taking, until);
  }

  /** Nothing that the buyer had of a seat lasts longer than this. */
  letGo(seat: number, buyer: number, at: number): void {
    for (let taking = this.#latest.at(seat); taking !== noTaking; taking = this.#before.at(taking)) {
      if (this.#buyer.at(taking) === buyer) this.#until.set(taking, Math.min(this.#until.at(taking), at));
    }
  }

  /** No hold that the buyer had of a seat lasts longer than this; what was booked was booked. */
  lost(seat: number, buyer: number, at: number): void {
    for (let taking = this.#latest.at(seat); taking !== noTaking; taking = this.#before.at(taking)) {
      const until = this.#until.at(taking);
      if (until < Infinity && this.#buyer.at(taking) === buyer) this.#until.set(taking, Math.min(until, at));
    }
  }

  /** The latest taking of a seat that explains a refusal. */
  explaining(seat: number, refused: Refused): number {
    let taking = this.#latest.at(seat);
    while (taking !== noTaking && !this.explains(taking, refused)) taking = this.#before.at(taking);
    return taking;
  }

  /** Whether it was another buyer's, and may have lasted while the refusal was decided. */
  explains(taking: number, { buyer, invoked, ended }: Refused): boolean {
    const isOther = this.#buyer.at(taking) !== buyer;
    return isOther && this.#from.at(taking) < ended && this.#until.at(taking) > invoked;
  }

  /** The latest instant at which a seat may have been somebody's, in ns; -Infinity when nobody took it. */
  lastUntil(seat: number): number {
    let last = -Infinity;
    for (let taking = this.#latest.at(seat); taking !== noTaking; taking = this.#before.at(taking)) {
      last = Math.max(last, this.#until.at(taking));
    }
    return last;
  }
}
