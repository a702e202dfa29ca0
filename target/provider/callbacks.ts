import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Entry } from './ledger.ts';

export interface CallbackOptions {
  /** Where to call; who does not answer is passed over for the next, round and round. */
  urls: readonly string[];
  /** Signs what is sent: `x-signature: sha256=` and the HMAC of the body, in hex. */
  secret: string;
  /** A call was given up. */
  onGivenUp: (key: string) => void;
}

const timeoutMs = 2_000;
const mostTries = 20;
const firstPauseMs = 50;
const longestPauseMs = 2_000;

/** Tells of charges after the fact, each until somebody answers with a 2xx. */
export class Callbacks implements AsyncDisposable {
  readonly #options: CallbackOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #ending = new AbortController();

  constructor(options: CallbackOptions) {
    this.#options = options;
  }

  /** Begins to tell, `times` over; returns at once. */
  tell(entry: Entry, times: number): void {
    for (let time = 0; time < times; time += 1) {
      const telling = this.#untilHeard(entry).finally(() => this.#underWay.delete(telling));
      this.#underWay.add(telling);
    }
  }

  /** Gives up what is still under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#underWay);
  }

  async #untilHeard({ key, amount, state }: Entry): Promise<void> {
    const body = JSON.stringify({ key, amount, state });
    const { urls, onGivenUp } = this.#options;
    for (let tried = 0; tried < mostTries && urls.length > 0; tried += 1) {
      if (await this.#heard(urls[tried % urls.length] ?? '', body)) return;
      const paused = await this.#paused(Math.min(firstPauseMs * 2 ** tried, longestPauseMs));
      if (!paused) return;
    }
    onGivenUp(key);
  }

  /** False when the end came first. */
  async #paused(ms: number): Promise<boolean> {
    const { signal } = this.#ending;
    // The only way it fails is the end.
    return pause(ms, undefined, { signal }).then(
      () => true,
      () => false,
    );
  }

  async #heard(url: string, body: string): Promise<boolean> {
    const signature = createHmac('sha256', this.#options.secret).update(body).digest('hex');
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': `sha256=${signature}` },
        body,
        redirect: 'error',
        signal: AbortSignal.any([this.#ending.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      // Nobody there: the next one is asked, and in the end it is told that the call was given up.
      return false;
    }
  }
}
