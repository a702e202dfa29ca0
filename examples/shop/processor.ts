/** What a card processor keeps of a charge. */
export interface Charge {
  key: string;
  amountCents: number;
  status: 'captured';
}

/** A card that every charge is declined for, as processors offer them for tests. */
export const decliningCard = '4000000000000002';

/**
 * The card processor: in life another company, with books of its own. A charge is made once for a key, however
 * often it is asked for.
 */
export class CardProcessor {
  readonly #charges = new Map<string, Charge>();
  readonly #think: () => Promise<unknown>;

  /** @param think settles when the processor has made up its mind: the time a real one's network takes */
  constructor(think: () => Promise<unknown>) {
    this.#think = think;
  }

  async charge(key: string, amountCents: number, card: string): Promise<'captured' | 'declined'> {
    await this.#think();
    if (card === decliningCard) return 'declined';
    if (!this.#charges.has(key)) this.#charges.set(key, { key, amountCents, status: 'captured' });
    return 'captured';
  }

  charges(): Charge[] {
    return [...this.#charges.values()];
  }

  clear(): void {
    this.#charges.clear();
  }
}
