import { InterruptedError } from './errors.ts';

/**
 * Turns the first SIGINT or SIGTERM into an abort, so that everything under way can undo itself. A second
 * one ends the process at once; what is then left behind, the next start removes.
 */
export class Interrupts implements Disposable {
  readonly #controller = new AbortController();
  readonly #handlers: [NodeJS.Signals, () => void][] = [];

  constructor(onFirst: (signal: string) => void, onSecond: () => void) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const handler = () => {
        if (this.#controller.signal.aborted) {
          onSecond();
          return;
        }
        this.#controller.abort(new InterruptedError(signal));
        onFirst(signal);
      };
      process.on(signal, handler);
      this.#handlers.push([signal, handler]);
    }
  }

  /** Aborted, with an {@link InterruptedError} as its reason, once a signal came. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const [signal, handler] of this.#handlers) process.off(signal, handler);
  }
}
