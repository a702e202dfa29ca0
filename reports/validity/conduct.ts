import type { Operation } from '../evidence/history.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Finding } from '../verdict/verdict.ts';
import { condition } from './condition.ts';

const nsPerMs = 1e6;

/** What a buyer may still rely on, in ns: until when at most the hold lasts that they were granted. */
interface Reliance {
  until: number;
  ttlNs: number;
}

/**
 * Whether buyers did what they were to do beyond buying: come too late, and meddle. Drawn is not done: who wins
 * nothing has no hold to let run out, and where nothing is booked there is nothing to meddle with. What nobody
 * tried, the target did not withstand. Memory: buyers with a hold and bookings, and only where it is asked for.
 */
export class Conduct {
  readonly #dawdle: boolean;
  readonly #intrude: boolean;
  readonly #relying = new Map<string, Reliance>();
  readonly #bookedBy = new Map<string, string>();
  #late = 0;
  #meddled = 0;

  constructor({ scenario }: Pick<RunRecord, 'scenario'>) {
    this.#dawdle = isShare(scenario.options.dawdle);
    this.#intrude = isShare(scenario.options.intruders);
  }

  operation(operation: Operation): void {
    const { f } = operation;
    if (this.#dawdle && (f === 'hold' || f === 'order' || f === 'book')) this.#came(operation);
    if (this.#intrude && (f === 'book' || f === 'cancel')) this.#meddling(operation);
  }

  findings(): Finding[] {
    return [
      ...(this.#dawdle
        ? [
            condition({
              id: 'dawdled-enough',
              expected: 'somebody came for their seats after their hold had run out',
              observed: `${this.#late} late tries`,
              holds: this.#late > 0,
            }),
          ]
        : []),
      ...(this.#intrude
        ? [
            condition({
              id: 'intruded-enough',
              expected: 'somebody tried to cancel what another buyer had booked',
              observed: `${this.#meddled} tries`,
              holds: this.#meddled > 0,
            }),
          ]
        : []),
    ];
  }

  /** An order may renew the hold that it rests on. */
  #came({ f, process, outcome, invoked, ended, value }: Operation): void {
    const relying = this.#relying.get(process);
    if (f === 'hold') {
      if (outcome !== 'ok' || ended === null || value.ttlMs === undefined) return;
      const ttlNs = value.ttlMs * nsPerMs;
      this.#relying.set(process, { until: ended + ttlNs, ttlNs });
      return;
    }
    if (relying === undefined) return;
    if (invoked > relying.until) this.#late++;
    else if (f === 'order' && outcome === 'ok' && ended !== null) relying.until = ended + relying.ttlNs;
  }

  #meddling({ f, process, outcome, value }: Operation): void {
    if (value.order === undefined) return;
    if (f === 'book') {
      if (outcome === 'ok') this.#bookedBy.set(value.order, process);
      return;
    }
    const owner = this.#bookedBy.get(value.order);
    if (owner !== undefined && owner !== process) this.#meddled++;
  }
}

const isShare = (option: unknown): boolean => typeof option === 'number' && option > 0;
