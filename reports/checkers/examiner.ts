import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Finding } from '../verdict/verdict.ts';
import type { Checker } from './checker.ts';
import { findingsOf } from './examination.ts';
import { type Circumstances, type Looked, look, together } from './looked.ts';
import { type Deal, halves, type Share } from './partition/deal.ts';

/** What a second thread is to look at. */
export interface ExaminerTask {
  /** By their ids: code cannot be sent. */
  checkers: readonly string[];
  deal: Deal;
  share: Share;
  circumstances: Circumstances;
}

/**
 * Two threads that examine, a half each: this one, and one of its own, which loads while the evidence is still
 * being read. What they find is what one alone would find.
 */
export class Examiner implements AsyncDisposable {
  readonly #thread = new Worker(new URL('./examiner-thread.ts', import.meta.url));
  readonly #ended: Promise<never>;

  constructor() {
    const { promise, reject } = Promise.withResolvers<never>();
    this.#thread.on('error', reject);
    this.#thread.on('exit', (code) =>
      reject(new Error(`the second thread that examines ended early, with ${code}`)),
    );
    // Whoever waits for an answer hears of it; until then nobody does.
    promise.catch(() => {});
    this.#ended = promise;
  }

  /** @throws what ends the thread */
  async examine(checkers: readonly Checker[], deal: Deal, circumstances: Circumstances): Promise<Finding[]> {
    const [own, others] = halves(deal);
    const task: ExaminerTask = {
      checkers: checkers.map(({ id }) => id),
      deal,
      share: others,
      circumstances,
    };
    const answered = once(this.#thread, 'message') as Promise<[Map<string, Looked>]>;
    this.#thread.postMessage(task);
    const looked = look(checkers, { deal, share: own }, circumstances);
    const [next] = await Promise.race([answered, this.#ended]);
    const all = [...looked].map(([id, one]) => {
      const its = next.get(id);
      return [id, its === undefined ? one : together(one, its)] as const;
    });
    return findingsOf(checkers, new Map(all), circumstances);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread.terminate();
  }
}
