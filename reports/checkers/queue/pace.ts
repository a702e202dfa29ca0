/** Something that happened once, later than `after` and no later than `by` (ns). */
export interface Happened {
  after: number;
  by: number;
}

/** A time in which more happened than may have: so many of them lie wholly in it. */
export interface Rush<T> extends Happened {
  happened: T[];
  /** How many may lie in it. */
  most: number;
}

const nsPerSecond = 1e9;

/**
 * The time in which the bound was broken most; null where it was kept. The bound: a second's worth at once, and
 * the rate beyond it. Whoever lets in by the second, by a sliding second or out of a bucket of a second's worth
 * keeps it.
 *
 * n log n: ends of the time are taken one after the other; a tree over its possible beginnings keeps, for each,
 * how many lie behind it, less what may.
 */
export function worstRush<T extends Happened>(all: readonly T[], ratePerSecond: number): Rush<T> | null {
  const beginnings = [...new Set(all.map(({ after }) => after))].sort((a, b) => a - b);
  const rank = new Map(beginnings.map((after, nth) => [after, nth]));
  const perNs = ratePerSecond / nsPerSecond;
  const origin = beginnings[0] ?? 0;
  const tree = new HighestTree(beginnings.map((after) => (after - origin) * perNs));
  let worst: { after: number; by: number; over: number } | null = null;
  for (const { after, by } of [...all].sort((a, b) => a.by - b.by)) {
    tree.addUpTo(rank.get(after) ?? 0, 1);
    tree.show(rank.get(after) ?? 0);
    const { value, at } = tree.highest();
    const over = value - (by - origin) * perNs - ratePerSecond;
    // What is less than a millionth over is rounding.
    if (over > (worst?.over ?? 1e-6)) worst = { after: beginnings[at] as number, by, over };
  }
  if (worst === null) return null;
  const { after, by } = worst;
  const happened = all.filter((each) => each.after >= after && each.by <= by);
  return { after, by, happened, most: ratePerSecond * ((by - after) / nsPerSecond + 1) };
}

/** Numbers in a row, of which all up to a place can be raised. The highest of those that are shown is known. */
class HighestTree {
  readonly #size: number;
  readonly #values: readonly number[];
  /** Of each node, the highest below it, without what its ancestors were raised by. */
  readonly #highest: Float64Array;
  readonly #raised: Float64Array;

  constructor(values: readonly number[]) {
    this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, values.length)));
    this.#highest = new Float64Array(2 * this.#size).fill(-Infinity);
    this.#raised = new Float64Array(2 * this.#size);
    this.#values = values;
  }

  show(at: number): void {
    let node = this.#size + at;
    this.#highest[node] = (this.#values[at] as number) + (this.#raised[node] as number);
    for (node >>= 1; node > 0; node >>= 1) this.#update(node);
  }

  /** Raises the numbers from the first to the one at `last`. */
  addUpTo(last: number, by: number): void {
    let node = this.#size + last;
    this.#raise(node, by);
    for (; node > 1; node >>= 1) {
      if (node % 2 === 1) this.#raise(node - 1, by);
      this.#update(node >> 1);
    }
  }

  highest(): { value: number; at: number } {
    let node = 1;
    while (node < this.#size) node = this.#of(2 * node) >= this.#of(2 * node + 1) ? 2 * node : 2 * node + 1;
    return { value: this.#of(1), at: node - this.#size };
  }

  #of(node: number): number {
    return this.#highest[node] as number;
  }

  #raise(node: number, by: number): void {
    this.#highest[node] = this.#of(node) + by;
    this.#raised[node] = (this.#raised[node] as number) + by;
  }

  #update(node: number): void {
    this.#highest[node] =
      Math.max(this.#of(2 * node), this.#of(2 * node + 1)) + (this.#raised[node] as number);
  }
}
