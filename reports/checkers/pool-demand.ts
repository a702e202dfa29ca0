import type { Operation } from '../evidence/history.ts';
import type { NumbersOf } from '../evidence/numbers-of.ts';
import { Pairs } from '../evidence/pairs.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Demand, Sale, Shown, Unsold } from './demand.ts';
import { shownOf } from './evidence-of.ts';
import { decidesNothing, reasonOf } from './reasons.ts';

/** What was asked of one pool. */
interface Asked {
  /** By all buyers, each with what they asked first. */
  units: number;
  /** Why selling less of it may be right. */
  excused: boolean;
  /** The first who were refused, for people. */
  refused: Shown[];
  /** The fewest units that anyone was refused; fewer than these may be left over. */
  fewestRefused: number;
}

const mostShown = 3;

/** What was asked of pools, by their numbers. Memory: what {@link Pairs} takes for each buyer. */
export class PoolDemand implements Demand {
  readonly #claim: RunRecord['scenario']['claim'];
  readonly #numbers: NumbersOf;
  readonly #pools = new Map<number, Asked>();
  readonly #tried = new Pairs();

  constructor(claim: RunRecord['scenario']['claim'], numbers: NumbersOf) {
    this.#claim = claim;
    this.#numbers = numbers;
  }

  operation(operation: Operation): void {
    for (const pool of this.#numbers.resources(operation)) {
      const asked = this.#pools.get(pool) ?? {
        units: 0,
        excused: false,
        refused: [],
        fewestRefused: Infinity,
      };
      this.#pools.set(pool, asked);
      this.#note(asked, pool, operation);
    }
  }

  unsold(pool: number, { total, sold }: Sale): Unsold | null {
    const asked = this.#pools.get(pool);
    if (asked === undefined) return null;
    if (asked.excused || isRemainder(asked, total - sold)) return 'doubtful';
    return asked.units >= total ? 'wrongly' : null;
  }

  refused(pool: number): Shown[] {
    return this.#pools.get(pool)?.refused ?? [];
  }

  #note(asked: Asked, pool: number, operation: Operation): void {
    const { f, outcome, value } = operation;
    const quantity = value.quantity ?? 1;
    if (!isDecision(operation)) asked.excused = true;
    if (outcome === 'fail') asked.fewestRefused = Math.min(asked.fewestRefused, quantity);
    if (f !== this.#claim) return;
    if (this.#tried.add(this.#numbers.buyer(operation), pool)) asked.units += quantity;
    if (outcome === 'fail' && asked.refused.length < mostShown) asked.refused.push(shownOf(operation));
  }
}

function isDecision({ f, outcome, error }: Operation): boolean {
  if (f === 'release' || f === 'cancel') return outcome === 'fail';
  if (outcome === 'info') return false;
  return outcome === 'ok' || !decidesNothing(reasonOf(error));
}

/** Whether everyone who was refused wanted more than is left. */
function isRemainder({ fewestRefused }: Asked, left: number): boolean {
  return fewestRefused < Infinity && fewestRefused > left;
}
