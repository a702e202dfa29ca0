import type { Answer, Booked, Held, Ordered, QueuePlace } from '../clients/client.ts';
import type { PlannedBuyer } from '../plan/shape.ts';

/** How a buyer's visit came to its end. */
export type Ending = 'booked' | 'refused' | 'unknown' | 'not-entered' | 'client-bug';

/** One try to buy: what of, and which one of the buyer's it is, from 1. */
export interface Attempt {
  nth: number;
  resources: readonly string[];
  quantity: number;
}

/** What a buyer can do on the way; handed in, so that a journey can be tried without k6. */
export interface Shopper {
  /** Waits until it is the buyer's turn; null when nobody has to queue. */
  queueUp(): Promise<Answer<QueuePlace> | null>;
  /** Null when the client's API has no hold of its own. */
  hold(attempt: Attempt): Promise<Answer<Held> | null>;
  /** Null when the client's API orders and pays at once. */
  order(attempt: Attempt): Promise<Answer<Ordered> | null>;
  book(attempt: Attempt, ordered: Ordered | null): Promise<Answer<Booked>>;
  /** Do nothing until what was just answered, and lasts for so long, has certainly run out. */
  outlast(ttlMs: number): Promise<void>;
  /** What a refused buyer goes on to; null when nothing is left that would do, or time is up. */
  goOn(refused: Attempt): Promise<readonly string[] | null>;
  /** The client did what the run cannot do with. */
  clientBug(operation: string, error: string): void;
}

/** Where a journey ended, and with what. */
export interface Journey {
  ending: Ending;
  at: string;
  attempt: Attempt;
  /** What was bought, and the order it was bought by, if any. */
  booked: Booked | null;
  ordered: Ordered | null;
}

/**
 * Queue, hold, order and book, as far as it goes. Who lets the hold of the first attempt run out begins anew with the
 * same seats, at once; who is refused because they were taken or ran out goes on to others.
 */
export async function buy(
  { resources, quantity, dawdles }: Pick<PlannedBuyer, 'resources' | 'quantity' | 'dawdles'>,
  shopper: Shopper,
): Promise<Journey> {
  let attempt: Attempt = { nth: 1, resources, quantity };
  const turn = await shopper.queueUp();
  if (turn !== null && turn.outcome !== 'done') {
    return { ending: endingOf(turn), at: 'queue', attempt, booked: null, ordered: null };
  }
  for (;;) {
    const dawdling = attempt.nth === 1 ? dawdles : null;
    const { journey, reason, dawdled } = await tryOnce(attempt, dawdling, shopper);
    if (journey.ending !== 'refused') return journey;
    const next = dawdled ? attempt.resources : leadsOn(reason) ? await shopper.goOn(attempt) : null;
    if (next === null) return journey;
    attempt = { nth: attempt.nth + 1, resources: next, quantity };
  }
}

/** Who cannot pay, or came before the sale, is not helped by another seat. */
function leadsOn(reason: Reason | null): boolean {
  return reason === 'taken' || reason === 'sold-out' || reason === 'expired';
}

type Reason = (Answer<never> & { outcome: 'refused' })['reason'];

interface Tried {
  journey: Journey;
  reason: Reason | null;
  dawdled: boolean;
}

async function tryOnce(attempt: Attempt, dawdles: PlannedBuyer['dawdles'], shopper: Shopper): Promise<Tried> {
  let dawdled = false;
  const ended = (at: string, answer: Answer<object>, of: Partial<Journey> = {}): Tried => ({
    journey: { ending: endingOf(answer), at, attempt, booked: null, ordered: null, ...of },
    reason: answer.outcome === 'refused' ? answer.reason : null,
    dawdled,
  });
  const dawdle = async (held: Answer<Held> | null): Promise<boolean> => {
    const ttlMs = held?.outcome === 'done' ? held.value.ttlMs : undefined;
    if (ttlMs === undefined) return false;
    await shopper.outlast(ttlMs);
    dawdled = true;
    return true;
  };
  const noEnd = (): Tried => {
    const error = 'its answer has no ttlMs: nobody can let a hold run out whose end is not told';
    shopper.clientBug('hold', error);
    return ended('hold', { outcome: 'client-bug', error });
  };
  const held = await shopper.hold(attempt);
  if (held !== null && held.outcome !== 'done') return ended('hold', held);
  if (dawdles === 'order' && !(await dawdle(held))) return noEnd();
  const answer = await shopper.order(attempt);
  if (answer !== null && answer.outcome !== 'done') return ended('order', answer);
  if (dawdles === 'book' && !(await dawdle(held))) return noEnd();
  const ordered = answer?.value ?? null;
  const booked = await shopper.book(attempt, ordered);
  return ended('book', booked, { booked: booked.outcome === 'done' ? booked.value : null, ordered });
}

/** What an answer that is not asked again means for the buyer. */
export function endingOf(answer: Answer<object>): Ending {
  switch (answer.outcome) {
    case 'done':
      return 'booked';
    case 'busy':
    case 'refused':
      return 'refused';
    default:
      return answer.outcome;
  }
}
