import { Column } from '../evidence/columns.ts';
import type { Operation } from '../evidence/history.ts';
import { NumbersOf } from '../evidence/numbers-of.ts';
import { Pairs } from '../evidence/pairs.ts';
import type { RunRecord, ValidityProfile } from '../evidence/run.ts';
import type { Crowding } from './crowding.ts';

const nobody = -1;

/**
 * How crowded a sale of seats was: how many buyers tried for each resource, and on which of them attempts of
 * different buyers overlapped in time. Attempts arrive in the order of their ends, so two overlap if, and
 * only if, the later one began before the end of an earlier one; the two latest of different buyers are
 * enough to know. Memory: 4 bytes for each buyer, up to 24 for each further resource that one tried, and 29 for
 * each resource.
 */
export class Rivals {
  readonly #claim: RunRecord['scenario']['claim'];
  readonly #numbers = new NumbersOf();
  readonly #tried = new Pairs();
  /** By resource: its buyers, and whether two of them overlapped. */
  readonly #buyers = new Column(new Int32Array());
  readonly #overlapped = new Column(new Uint8Array());
  /** The attempt that ended last so far, and the last of another buyer: whose, and when. */
  readonly #latest = new Column(new Int32Array(), nobody);
  readonly #latestEnded = new Column(new Float64Array());
  readonly #other = new Column(new Int32Array(), nobody);
  readonly #otherEnded = new Column(new Float64Array());
  #resources = 0;

  constructor(claim: RunRecord['scenario']['claim']) {
    this.#claim = claim;
  }

  operation(operation: Operation): void {
    if (operation.f !== this.#claim) return;
    const buyer = this.#numbers.buyer(operation);
    for (const resource of this.#numbers.resources(operation)) {
      if (this.#tried.add(buyer, resource)) {
        const before = this.#buyers.at(resource);
        if (before === 0) this.#resources++;
        this.#buyers.set(resource, before + 1);
      }
      this.#note(resource, buyer, operation);
    }
  }

  /**
   * @param resources how many there are: those that nobody tried count too; null where only tried ones are known
   * @param of whose: each resource counts once, or as often as buyers tried for it
   */
  summary(resources: number | null, of: ValidityProfile['crowdOf'] = 'resource'): Crowding {
    if (of === 'buyer') return this.#ofBuyers();
    const count = Math.max(resources ?? 0, this.#resources);
    const rivals = this.#buyers.values.filter((buyers) => buyers > 0).sort();
    const untried = count - rivals.length;
    // Untried resources stand in front of the sorted ones, with no rivals each.
    const at = (position: number) => (position < untried ? 0 : (rivals[position - untried] ?? 0));
    const medianRivals = count === 0 ? 0 : (at((count - 1) >> 1) + at(count >> 1)) / 2;
    const overlapped = this.#overlapped.values.filter((each) => each === 1).length;
    return { resources: count, medianRivals, overlapping: count === 0 ? 0 : overlapped / count };
  }

  /** Each resource as often as buyers tried for it. */
  #ofBuyers(): Crowding {
    const buyers = this.#buyers.values;
    const sorted = buyers.filter((count) => count > 0).sort();
    const all = sorted.reduce((sum, count) => sum + count, 0);
    let upTo = 0;
    const medianRivals = sorted.find((count) => {
      upTo += count;
      return 2 * upTo >= all;
    });
    const overlapped = this.#overlapped.values.reduce(
      (sum, each, resource) => sum + (each === 1 ? (buyers[resource] ?? 0) : 0),
      0,
    );
    return {
      resources: sorted.length,
      medianRivals: medianRivals ?? 0,
      overlapping: all === 0 ? 0 : overlapped / all,
    };
  }

  #note(resource: number, buyer: number, { invoked, ended }: Operation): void {
    // Nothing more is to be known of it.
    if (this.#overlapped.at(resource) === 1) return;
    const latest = this.#latest.at(resource);
    const rival = latest === buyer ? this.#other : this.#latest;
    const rivalEnded = latest === buyer ? this.#otherEnded : this.#latestEnded;
    if (rival.at(resource) !== nobody && rivalEnded.at(resource) > invoked) this.#overlapped.set(resource, 1);
    if (latest !== buyer && latest !== nobody) {
      this.#other.set(resource, latest);
      this.#otherEnded.set(resource, this.#latestEnded.at(resource));
    }
    this.#latest.set(resource, buyer);
    this.#latestEnded.set(resource, ended ?? Infinity);
  }
}
