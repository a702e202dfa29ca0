import type { Operation } from '../../../evidence/history.ts';
import type { LedgerRow } from '../../../evidence/ledger.ts';
import { type LoadWindow, sinceZero } from './load-window.ts';
import type { PoolSeries } from './page-data.ts';

const firstBinMs = 10;
const mostBins = 160;

/** Gathers units sold and buyers refused over time, from operations and ledger rows in any order. */
export class PoolBuilder {
  readonly #window: LoadWindow;
  readonly #claim: string;
  readonly #totals = new Map<string, number>();
  #binMs = firstBinMs;
  #sold: number[] = [];
  #refused: number[] = [];

  constructor(window: LoadWindow, claim: string) {
    this.#window = window;
    this.#claim = claim;
  }

  addOperation({ f, outcome, ended, invoked, value, error }: Operation): void {
    const at = sinceZero(this.#window, ended ?? invoked);
    if (f === 'book' && outcome === 'ok') this.#add('sold', at, value.quantity ?? 1);
    // «busy» invites another try: the buyer is not refused yet.
    if (f === this.#claim && outcome === 'fail' && !error?.startsWith('busy')) this.#add('refused', at, 1);
  }

  addLedgerRow(row: LedgerRow): void {
    if (row.kind === 'stock') this.#totals.set(row.resource, row.total);
  }

  /** `inventory` stands in for the total where the ledger holds no stock. */
  build(inventory: number): PoolSeries {
    const length = Math.max(this.#sold.length, this.#refused.length);
    const filled = (values: readonly number[]) => Array.from({ length }, (_, bin) => values[bin] ?? 0);
    return {
      resources: Math.max(1, this.#totals.size),
      total: this.#totals.size > 0 ? sum([...this.#totals.values()]) : inventory,
      sold: sum(filled(this.#sold)),
      refused: sum(filled(this.#refused)),
      binMs: this.#binMs,
      from: 0,
      soldIn: filled(this.#sold),
      refusedIn: filled(this.#refused),
    };
  }

  #add(what: 'sold' | 'refused', at: number, units: number): void {
    while (at / this.#binMs >= mostBins) {
      this.#binMs *= 2;
      this.#sold = pairs(this.#sold);
      this.#refused = pairs(this.#refused);
    }
    const bins = what === 'sold' ? this.#sold : this.#refused;
    const bin = Math.max(0, Math.floor(at / this.#binMs));
    bins[bin] = (bins[bin] ?? 0) + units;
  }
}

const pairs = (bins: readonly number[]) =>
  Array.from(
    { length: Math.ceil(bins.length / 2) },
    (_, pair) => (bins[pair * 2] ?? 0) + (bins[pair * 2 + 1] ?? 0),
  );
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
