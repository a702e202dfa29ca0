import { doubled } from './doubled.ts';

/** A list of numbers that grows, without a box for each; what was never set is `otherwise`. */
export class Column<T extends Uint8Array | Int32Array | Float64Array> {
  values: T;
  readonly #otherwise: number;

  /** @param values empty, of the type there is to be */
  constructor(values: T, otherwise = 0) {
    this.values = new (values.constructor as new (length: number) => T)(1 << 10).fill(otherwise) as T;
    this.#otherwise = otherwise;
  }

  at(number: number): number {
    return this.values[number] ?? this.#otherwise;
  }

  set(number: number, value: number): void {
    while (number >= this.values.length) {
      const { length } = this.values;
      this.values = doubled(this.values);
      this.values.fill(this.#otherwise, length);
    }
    this.values[number] = value;
  }
}
