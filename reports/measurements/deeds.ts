import { Column } from '../evidence/columns.ts';
import { Names } from '../evidence/history-lines/names.ts';

const nobody = -1;

/** Who did what with a key, or to an order, by their numbers: nearly always one buyer one thing. */
export class Deeds {
  /** Keys or orders. */
  readonly names = new Names();
  /** By the name's number: who did what first, as one number. */
  readonly #first = new Column(new Float64Array(), nobody);
  readonly #further = new Map<number, number[]>();

  has(name: number, who: number): boolean {
    return this.#first.at(name) === who || this.#further.get(name)?.includes(who) === true;
  }

  add(name: number, who: number): void {
    if (this.#first.at(name) === nobody) this.#first.set(name, who);
    else this.#further.set(name, [...(this.#further.get(name) ?? []), who]);
  }
}
