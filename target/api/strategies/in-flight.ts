interface Waiting<Item, Answer> {
  item: Item;
  answer: PromiseWithResolvers<Answer>;
}

/**
 * Gathers what is asked for while something is under way. Per key one batch is under way at a time; whatever
 * comes meanwhile waits and goes together as the next, in the order in which it came.
 */
export class InFlight<Item, Answer> {
  readonly #most: number;
  readonly #send: (items: readonly Item[]) => Promise<readonly Promise<Answer>[]>;
  /** A key is there for as long as a batch of it is under way. */
  readonly #waiting = new Map<string, Waiting<Item, Answer>[]>();

  /**
   * @param most items of one batch
   * @param send answers each item, in their order; its rejection is everyone's. The next batch goes when it is
   *   settled, without waiting for the answers within.
   */
  constructor(most: number, send: (items: readonly Item[]) => Promise<readonly Promise<Answer>[]>) {
    this.#most = most;
    this.#send = send;
  }

  join(key: string, item: Item): Promise<Answer> {
    const answer = Promise.withResolvers<Answer>();
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) waiting.push({ item, answer });
    else {
      this.#waiting.set(key, [{ item, answer }]);
      void this.#goOn(key);
    }
    return answer.promise;
  }

  async #goOn(key: string): Promise<void> {
    for (;;) {
      const together = this.#waiting.get(key)?.splice(0, this.#most) ?? [];
      if (together.length === 0) break;
      await this.#answer(together);
    }
    this.#waiting.delete(key);
  }

  async #answer(together: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#send(together.map(({ item }) => item));
      for (const [at, { answer }] of together.entries()) {
        answer.resolve(answers[at] ?? Promise.reject(new RangeError('an item of a batch got no answer')));
      }
    } catch (error) {
      for (const { answer } of together) answer.reject(error);
    }
  }
}
