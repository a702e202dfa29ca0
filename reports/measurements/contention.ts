import { Column } from '../evidence/columns.ts';
import type { Operation } from '../evidence/history.ts';
import { NumbersOf } from '../evidence/numbers-of.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Collector, Measurements } from './collector.ts';
import { Effects } from './effects.ts';

type Answer = 'granted' | 'refused' | 'indeterminate';
/** By their numbers; that of a buyer who has not come is 0. */
const answers = [null, 'granted', 'refused', 'indeterminate'] as const;
const granted = answers.indexOf('granted');

/**
 * Buyers, by the answer they ended with. *Granted*: some booking was acknowledged. *Refused*: the latest of
 * their holds, orders and bookings was refused. *Indeterminate*: it got no answer, or «busy» to the last try,
 * or nothing followed. Attempts are tries of the claim (the operation that first takes a seat: hold, where
 * the client has it), and *decided* is the span from the first of them sent to the last of them answered with
 * a decision; what was granted and is sent again with its key is no other attempt. Memory: 13 bytes a buyer.
 */
export class Contention implements Collector {
  readonly #claim: RunRecord['scenario']['claim'];
  readonly #effects: Effects;
  readonly #numbers = new NumbersOf();
  /** By buyer: the answer so far, the invoke line of their latest buying operation, their first claim's invoke. */
  readonly #answer = new Column(new Uint8Array());
  readonly #latest = new Column(new Int32Array());
  readonly #tried = new Column(new Float64Array(), Infinity);
  #buyers = 0;
  #attempts = 0;
  #decisions = 0;
  #firstSent = Infinity;
  #lastDecided = -Infinity;

  constructor(claim: RunRecord['scenario']['claim'], effects = new Effects()) {
    this.#claim = claim;
    this.#effects = effects;
  }

  operation(operation: Operation): void {
    const { f, invoked } = operation;
    if (f === this.#claim) this.#claimed(operation);
    if (f !== 'hold' && f !== 'order' && f !== 'book') return;
    const buyer = this.#numbers.buyer(operation);
    const before = this.#answer.at(buyer);
    const isLatest = before === 0 || operation.index >= this.#latest.at(buyer);
    if (before === 0) this.#buyers++;
    if (f === this.#claim && invoked < this.#tried.at(buyer)) this.#tried.set(buyer, invoked);
    if (isLatest) this.#latest.set(buyer, operation.index);
    const answer = answers.indexOf(answerOf(operation));
    if (before !== granted && (isLatest || answer === granted)) this.#answer.set(buyer, answer);
  }

  /** Each buyer's first try of the claim, in ns: how far apart they came is the start's spread. */
  firstTries(): number[] {
    const tries: number[] = [];
    for (const tried of this.#tried.values) if (tried !== Infinity) tries.push(tried);
    return tries;
  }

  measurements(): Measurements {
    const buyers = this.#buyers;
    if (buyers === 0) return {};
    const ended = { granted: 0, refused: 0, indeterminate: 0 };
    for (const answer of this.#answer.values) {
      const name = answers[answer] ?? null;
      if (name !== null) ended[name]++;
    }
    const count = (value: number) => ({ value, unit: 'count', samples: buyers });
    return {
      'contention.buyers': count(buyers),
      'contention.granted': count(ended.granted),
      'contention.refused': count(ended.refused),
      'contention.indeterminate': count(ended.indeterminate),
      ...this.#startSpread(),
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

  #startSpread(): Measurements {
    let [first, last, samples] = [Infinity, -Infinity, 0];
    for (const tried of this.#tried.values) {
      if (tried === Infinity) continue;
      first = Math.min(first, tried);
      last = Math.max(last, tried);
      samples++;
    }
    if (samples === 0) return {};
    return { 'contention.start-spread': { value: (last - first) / 1e6, unit: 'ms', samples } };
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

function answerOf({ f, outcome, error }: Operation): Answer {
  if (outcome === 'ok') return f === 'book' ? 'granted' : 'indeterminate';
  return outcome === 'fail' && !isBusy(error) ? 'refused' : 'indeterminate';
}
