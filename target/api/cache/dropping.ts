import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from './store.ts';

const retryMs = 250;
const mostAtOnce = 500;

/**
 * Drops pages from the store, together where many come at once, and again until it is known to be done: a page
 * that outlived its change because the store was away for a moment would be believed when it is back.
 */
export class Dropping implements Disposable {
  readonly #store: Pick<Store, 'drop'>;
  readonly #due = new Set<string>();
  readonly #underWay = new Set<string>();
  readonly #end = new AbortController();
  #isRunning = false;
  #latest: Promise<boolean> = Promise.resolve(true);

  constructor(store: Pick<Store, 'drop'>) {
    this.#store = store;
  }

  add(keys: readonly string[]): void {
    if (this.#end.signal.aborted) return;
    for (const key of keys) this.#due.add(key);
    if (!this.#isRunning) void this.#run();
  }

  /** Whether the store knows that it was dropped, if it was; waits for what is under way, and no longer. */
  async isDone(key: string): Promise<boolean> {
    if (this.#underWay.has(key)) await this.#latest;
    return !this.#due.has(key) && !this.#underWay.has(key);
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#due.size > 0 && !this.#end.signal.aborted) {
      const keys = [...this.#due].slice(0, mostAtOnce);
      for (const key of keys) {
        this.#due.delete(key);
        this.#underWay.add(key);
      }
      this.#latest = this.#store.drop(keys);
      const done = await this.#latest;
      if (!done) for (const key of keys) this.#due.add(key);
      this.#underWay.clear();
      if (done) continue;
      // Cut short by the end only, which the loop sees.
      await pause(retryMs, undefined, { signal: this.#end.signal }).catch(() => {});
    }
    this.#isRunning = false;
  }
}
