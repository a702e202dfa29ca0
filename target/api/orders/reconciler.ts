import type { Refunds } from './refunds.ts';

export interface ReconcilerOptions {
  intervalMs: number;
  /** A round failed; the next one tries again. */
  onError: (error: unknown) => void;
}

/** Runs {@link Refunds.settleAll} at once and then every `intervalMs`, one round at a time, until disposed of. */
export class Reconciler implements AsyncDisposable {
  readonly #refunds: Refunds;
  readonly #options: ReconcilerOptions;
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(refunds: Refunds, options: ReconcilerOptions) {
    this.#refunds = refunds;
    this.#options = options;
  }

  start(): void {
    this.#round = this.#settle().then(() => this.#schedule());
  }

  /** Waits for the round under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#round;
  }

  async #settle(): Promise<void> {
    try {
      await this.#refunds.settleAll();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.start(), this.#options.intervalMs);
  }
}
