/** Work that is to succeed once: whoever asks while it is under way waits for it, and a failure is tried again. */
export class Once {
  /** It has succeeded. */
  done = false;
  readonly #work: () => Promise<void>;
  #underWay: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when it has succeeded; throws what it throws. */
  async run(): Promise<void> {
    this.#underWay ??= this.#try();
    await this.#underWay;
  }

  async #try(): Promise<void> {
    try {
      await this.#work();
      this.done = true;
    } catch (error) {
      this.#underWay = null;
      throw error;
    }
  }
}
