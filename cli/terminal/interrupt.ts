import { InterruptedError } from './errors.ts';

/** What cannot be undone within this is left to the next start: an engine that hangs answers nothing. */
const undoWithinMs = 20_000;

/**
 * Turns the first SIGINT or SIGTERM into an abort, so that everything under way can undo itself. A second
 * one ends the process at once; what is then left behind, the next start removes. A failure that nobody can
 * catch where it arises is an abort too.
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

  /**
   * Abort because of a failure; one that comes after an abort is not its reason. `tooLate` is called when
   * undoing has not ended the process in time.
   */
  fail(reason: Error, tooLate: () => void): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(reason);
    setTimeout(tooLate, undoWithinMs).unref();
  }

  /** Aborted, with an {@link InterruptedError} as its reason, once a signal came; with the failure, once {@link fail} was called. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const [signal, handler] of this.#handlers) process.off(signal, handler);
  }
}
