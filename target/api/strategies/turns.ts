/**
 * One at a time per event within this process, in order of arrival, so that only one of an instance's
 * waiters asks for the lock that instances share.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves to the function that ends the turn, or to null when it did not come within `timeoutMs`. */
  async take(eventId: string, timeoutMs: number): Promise<(() => void) | null> {
    const before = this.#last.get(eventId) ?? Promise.resolve();
    const turn = Promise.withResolvers<void>();
    const mine = before.then(() => turn.promise);
    this.#last.set(eventId, mine);
    void mine.then(() => {
      if (this.#last.get(eventId) === mine) this.#last.delete(eventId);
    });
    const tooLate = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => tooLate.resolve('late'), timeoutMs);
    const came = await Promise.race([before, tooLate.promise]);
    clearTimeout(timer);
    if (came !== 'late') return turn.resolve;
    // Whoever gave up passes the turn on as soon as it comes.
    turn.resolve();
    return null;
  }
}
