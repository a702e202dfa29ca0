/** Tasks that may go on after nobody waits for them any more, remembered until they have ended. */
export class UnderWay {
  readonly #tasks = new Set<Promise<unknown>>();

  /** Remember a task until it has ended, well or badly. Its failure is for whoever else holds it. */
  track(task: Promise<unknown>): void {
    const settled: Promise<boolean> = task.then(
      () => this.#tasks.delete(settled),
      () => this.#tasks.delete(settled),
    );
    this.#tasks.add(settled);
  }

  /** Like Promise.all, but it gives up as soon as the signal is aborted, with its reason; the tasks go on. */
  async all(tasks: readonly Promise<unknown>[], signal: AbortSignal): Promise<void> {
    for (const task of tasks) this.track(task);
    const interrupted = Promise.withResolvers<never>();
    const interrupt = () => interrupted.reject(signal.reason);
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      await Promise.race([Promise.all(tasks), interrupted.promise]);
      signal.throwIfAborted();
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  /** Whether nothing is going on. */
  get idle(): boolean {
    return this.#tasks.size === 0;
  }

  /** Resolves when all that was going on has ended. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#tasks);
  }
}
