import { Column } from '../evidence/columns.ts';
import type { Refused } from './takings.ts';

/** There is no such refusal. */
const noRefusal = -1;
const mostShown = 3;

/** What is kept of a refusal: when it was, whose, and of all that was asked for with it. */
export interface Refusal extends Refused {
  /** The line of its invoke. */
  index: number;
  /** The number of the operation's name. */
  f: number;
  /** Shared by its rows where several seats were asked for at once; null for one. */
  together: Together | null;
}

/** Several seats that were asked for at once: what explains the refusal of one explains all. */
export interface Together {
  seats: readonly number[];
  explained: boolean;
}

/**
 * Refusals that nothing has explained, a row for each seat of each, in columns: rows of a seat are a list, and
 * those that were explained serve again. Memory: 34 bytes for each of the most rows there were at one time.
 */
export class Refusals {
  readonly #buyer = new Column(new Int32Array());
  readonly #invoked = new Column(new Float64Array());
  readonly #ended = new Column(new Float64Array());
  readonly #index = new Column(new Int32Array());
  readonly #f = new Column(new Uint8Array());
  readonly #isShown = new Column(new Uint8Array());
  readonly #next = new Column(new Int32Array());
  readonly #together = new Map<number, Together>();
  /** By seat: its latest, and how many of them people are to be shown. */
  readonly #latest = new Column(new Int32Array(), noRefusal);
  readonly #shown = new Column(new Uint8Array());
  #free = noRefusal;
  #rows = 0;

  add(seat: number, { buyer, invoked, ended, index, f, together }: Refusal): void {
    const row = this.#newRow();
    this.#buyer.set(row, buyer);
    this.#invoked.set(row, invoked);
    this.#ended.set(row, ended);
    this.#index.set(row, index);
    this.#f.set(row, f);
    if (together !== null) this.#together.set(row, together);
    const shown = this.#shown.at(seat);
    this.#isShown.set(row, shown < mostShown ? 1 : 0);
    if (shown < mostShown) this.#shown.set(seat, shown + 1);
    this.#next.set(row, this.#latest.at(seat));
    this.#latest.set(seat, row);
  }

  /** Drops those of a seat that are explained now, or were by what was asked for with it. */
  explain(seat: number, explains: (refused: Refused, together: Together | null) => boolean): void {
    let row = this.#latest.at(seat);
    if (row === noRefusal) return;
    let kept = noRefusal;
    while (row !== noRefusal) {
      const next = this.#next.at(row);
      const together = this.#togetherOf(row);
      const refused = {
        buyer: this.#buyer.at(row),
        invoked: this.#invoked.at(row),
        ended: this.#ended.at(row),
      };
      if (together?.explained === true || explains(refused, together)) this.#drop(seat, row);
      else {
        this.#next.set(row, kept);
        kept = row;
      }
      row = next;
    }
    this.#latest.set(seat, kept);
  }

  /** Those of a seat that nothing explains, and whether people are to be shown them. */
  *of(seat: number): Generator<Omit<Refusal, 'together'> & { isShown: boolean }> {
    for (let row = this.#latest.at(seat); row !== noRefusal; row = this.#next.at(row)) {
      if (this.#togetherOf(row)?.explained === true) continue;
      yield {
        buyer: this.#buyer.at(row),
        invoked: this.#invoked.at(row),
        ended: this.#ended.at(row),
        index: this.#index.at(row),
        f: this.#f.at(row),
        isShown: this.#isShown.at(row) === 1,
      };
    }
  }

  #togetherOf(row: number): Together | null {
    return this.#together.size === 0 ? null : (this.#together.get(row) ?? null);
  }

  #drop(seat: number, row: number): void {
    if (this.#isShown.at(row) === 1) this.#shown.set(seat, this.#shown.at(seat) - 1);
    this.#together.delete(row);
    this.#next.set(row, this.#free);
    this.#free = row;
  }

  #newRow(): number {
    const row = this.#free;
    if (row === noRefusal) return this.#rows++;
    this.#free = this.#next.at(row);
    return row;
  }
}
