/** Work that is done over and over beside the requests, safely on every instance at once. */
export interface Chore {
  readonly name: string;
  /** The pause after a round that left nothing to do, on average. */
  readonly everyMs: number;
  /** Does a bounded part of the work. Answers whether there is more of it at once. */
  round(): Promise<boolean>;
}

export interface RoundsOptions {
  /** A round failed; the next one, after the usual pause, tries again. */
  onError: (chore: string, error: unknown) => void;
  /** From 0 up to 1. */
  random: () => number;
}

/**
 * Runs each chore at once and then again and again, one round of it at a time, until disposed of: without a
 * pause while there is more to do, else after half to one and a half times its pause, so that instances that
 * were started together do not go on together.
 */
export class Rounds implements AsyncDisposable {
  readonly #chores: readonly Chore[];
  readonly #options: RoundsOptions;
  readonly #wakers = new Set<() => void>();
  #ended: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(chores: readonly Chore[], options: RoundsOptions) {
    this.#chores = chores;
    this.#options = options;
  }

  start(): void {
    this.#ended = Promise.all(this.#chores.map((chore) => this.#repeat(chore)));
  }

  /** Waits for the rounds under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    for (const wake of this.#wakers) wake();
    await this.#ended;
  }

  async #repeat(chore: Chore): Promise<void> {
    while (!this.#stopped) {
      const more = await this.#round(chore);
      if (!more && !this.#stopped) await this.#pause(chore.everyMs * (0.5 + this.#options.random()));
    }
  }

  async #round(chore: Chore): Promise<boolean> {
    try {
      return await chore.round();
    } catch (error) {
      this.#options.onError(chore.name, error);
      return false;
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#wakers.add(wake);
    });
  }
}
