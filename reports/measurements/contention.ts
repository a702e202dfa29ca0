import type { Operation } from '../evidence/history.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Collector, Measurements } from './collector.ts';
import { Effects } from './effects.ts';

interface Stay {
  /** Invoke line of the latest buying operation. */
  last: number;
  answer: 'granted' | 'refused' | 'indeterminate';
  /** ns; the first invoke of the claim. */
  tried: number;
}

/**
 * Buyers, by the answer they ended with. *Granted*: some booking was acknowledged. *Refused*: the latest of
 * their holds, orders and bookings was refused. *Indeterminate*: it got no answer, or «busy» to the last try,
 * or nothing followed. Attempts are tries of the claim (the operation that first takes a seat: hold, where
 * the client has it), and *decided* is the span from the first of them sent to the last of them answered with
 * a decision; what was granted and is sent again with its key is no other attempt.
 */
export class Contention implements Collector {
  readonly #claim: RunRecord['scenario']['claim'];
  readonly #stays = new Map<string, Stay>();
  readonly #effects = new Effects();
  #attempts = 0;
  #decisions = 0;
  #firstSent = Infinity;
  #lastDecided = -Infinity;

  constructor(claim: RunRecord['scenario']['claim']) {
    this.#claim = claim;
  }

  operation(operation: Operation): void {
    const { f, invoked } = operation;
    if (f === this.#claim) this.#claimed(operation);
    if (f !== 'hold' && f !== 'order' && f !== 'book') return;
    const stay = this.#stays.get(operation.process);
    if (stay === undefined) {
      const tried = f === this.#claim ? invoked : Infinity;
      this.#stays.set(operation.process, { last: operation.index, answer: answerOf(operation), tried });
      return;
    }
    if (f === this.#claim) stay.tried = Math.min(stay.tried, invoked);
    if (f === 'book' && operation.outcome === 'ok') stay.answer = 'granted';
    if (operation.index < stay.last) return;
    stay.last = operation.index;
    if (stay.answer !== 'granted') stay.answer = answerOf(operation);
  }

  /** Each buyer's first try of the claim, in ns: how far apart they came is the start's spread. */
  firstTries(): number[] {
    return [...this.#stays.values()].map(({ tried }) => tried).filter(Number.isFinite);
  }

  measurements(): Measurements {
    const buyers = this.#stays.size;
    if (buyers === 0) return {};
    const ended = { granted: 0, refused: 0, indeterminate: 0 };
    for (const { answer } of this.#stays.values()) ended[answer]++;
    const count = (value: number) => ({ value, unit: 'count', samples: buyers });
    return {
      'contention.buyers': count(buyers),
      'contention.granted': count(ended.granted),
      'contention.refused': count(ended.refused),
      'contention.indeterminate': count(ended.indeterminate),
      ...(this.#attempts > 0
        ? { 'contention.attempts': { value: this.#attempts, unit: 'count', samples: this.#attempts } }
        : {}),
      ...(this.#decisions > 0
        ? {
            'contention.decided': {
              value: (this.#lastDecided - this.#firstSent) / 1e9,
              unit: 's',
              samples: this.#decisions,
            },
          }
        : {}),
    };
  }

  #claimed(operation: Operation): void {
    if (this.#effects.isRepeated(operation)) return;
    const { invoked, ended, outcome, error } = operation;
    this.#attempts++;
    this.#firstSent = Math.min(this.#firstSent, invoked);
    if (ended === null || outcome === 'info' || isBusy(error)) return;
    this.#decisions++;
    this.#lastDecided = Math.max(this.#lastDecided, ended);
  }
}

/** A refusal that invites another try decides nothing. */
export function isBusy(error: string | null): boolean {
  return error === 'busy' || error?.startsWith('busy:') === true;
}

function answerOf({ f, outcome, error }: Operation): Stay['answer'] {
  if (outcome === 'ok') return f === 'book' ? 'granted' : 'indeterminate';
  return outcome === 'fail' && !isBusy(error) ? 'refused' : 'indeterminate';
}
