import { type Begun, begin } from 'k6/x/onsale';
import type { HistoryLine } from '../../reports/evidence/history.ts';
import type { Answer, Wish } from '../clients/client.ts';
import type { ContentionPlan } from '../plan/shape.ts';
import { perform, type Stage } from './perform.ts';

interface DeedsOf {
  buyer: string;
  plan: Pick<ContentionPlan, 'sells' | 'event'>;
  stage: Stage;
  /** Of the timeline, now. */
  phase(): string;
}

/** What one buyer does on record: each try is an operation of the history. */
export class Deeds {
  readonly #of: DeedsOf;
  #beforeNext: (() => void) | null = null;

  constructor(of: DeedsOf) {
    this.#of = of;
  }

  /** Have something done once, right before the next operation's first request leaves. */
  beforeNext(what: () => void): void {
    this.#beforeNext = what;
  }

  /** Something about what is for sale; `of` names the order that it is about, if any. */
  onSale<Value extends object>(
    f: HistoryLine['f'],
    { wish, of }: { wish: Wish; of: { order: string } | null },
    call: () => Promise<Answer<Value>>,
  ): Promise<Answer<Value>> {
    const pool = this.#of.plan.sells === 'pool';
    const value = {
      ...(pool ? { quantity: wish.quantity } : {}),
      ...(of === null ? {} : { order: of.order }),
    };
    return this.#perform(call, {
      f,
      key: pool ? (wish.resources[0] ?? '') : [...wish.resources],
      value: Object.keys(value).length === 0 ? null : value,
      idempotencyKey: wish.idempotencyKey,
    });
  }

  /** Something about the buyer's place in the event's queue, which is the same however often it is done. */
  inQueue<Value extends object>(
    f: HistoryLine['f'],
    call: () => Promise<Answer<Value>>,
  ): Promise<Answer<Value>> {
    return this.#perform(call, { f, key: [this.#of.plan.event], value: null, idempotencyKey: '' });
  }

  #perform<Value extends object>(
    call: () => Promise<Answer<Value>>,
    operation: Omit<Parameters<typeof begin>[0], 'process' | 'phase'>,
  ): Promise<Answer<Value>> {
    const { buyer, stage, phase } = this.#of;
    const process = buyer;
    const begun = (): Begun => {
      const first = this.#beforeNext;
      this.#beforeNext = null;
      first?.();
      return begin({ process, phase: phase(), ...operation });
    };
    return perform({ f: operation.f, begin: begun, call }, stage);
  }
}
