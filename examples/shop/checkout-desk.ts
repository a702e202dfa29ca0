import { randomUUID } from 'node:crypto';
import type { Wish } from './box-office.ts';
import type { Counter, Outcome, Sell } from './sell.ts';

export interface Job {
  id: string;
  wish: Wish;
  state: { status: 'PENDING' } | Outcome;
}

export interface DeskOptions {
  sell: Sell;
  counter: Counter;
  /** Checkouts worked on at once. */
  workers: number;
  /** Checkouts worked on or waiting; one more is turned away. */
  mostUnderWay: number;
  onError(error: unknown): void;
}

/** Takes checkouts, as many as it can bear, and works them off in the order they came. */
export class CheckoutDesk {
  readonly #options: DeskOptions;
  readonly #jobs = new Map<string, Job>();
  /** By customer and reference: a repeated submission is the first one's job. */
  readonly #byReference = new Map<string, Job>();
  readonly #waiting: Job[] = [];
  #working = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  get underWay(): number {
    return this.#waiting.length + this.#working;
  }

  /** The job of this wish, new or known; or why there is none. */
  submit(wish: Wish): Job | 'busy' | 'reference-reused' {
    const key = JSON.stringify([wish.customer, wish.reference]);
    const known = this.#byReference.get(key);
    if (known !== undefined) return sameWish(known.wish, wish) ? known : 'reference-reused';
    if (this.underWay >= this.#options.mostUnderWay) return 'busy';
    const job: Job = { id: randomUUID(), wish, state: { status: 'PENDING' } };
    this.#jobs.set(job.id, job);
    this.#byReference.set(key, job);
    this.#waiting.push(job);
    this.#workOn();
    return job;
  }

  /** A customer's own job. */
  find(id: string, customer: string): Job | undefined {
    const job = this.#jobs.get(id);
    return job?.wish.customer === customer ? job : undefined;
  }

  /** Forget all jobs. Throws while one is under way, for it would write into cleared books. */
  clear(): void {
    if (this.underWay > 0) throw new Error(`${this.underWay} checkouts are under way`);
    this.#jobs.clear();
    this.#byReference.clear();
  }

  #workOn(): void {
    while (this.#working < this.#options.workers) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      this.#working++;
      void this.#work(job).then(() => {
        this.#working--;
        this.#workOn();
      });
    }
  }

  async #work(job: Job): Promise<void> {
    const { sell, counter, onError } = this.#options;
    try {
      job.state = await sell(counter, job.wish);
    } catch (error) {
      job.state = { status: 'FAILED', reason: 'ERROR' };
      onError(error);
    }
  }
}

function sameWish(a: Wish, b: Wish): boolean {
  return a.event === b.event && a.tickets === b.tickets;
}
