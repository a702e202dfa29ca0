import type { Answer, QueuePlace } from '../clients/client.ts';

/** What someone who waits in a line can do; handed in, so that it can be tried without k6. */
export interface Waiter {
  join(): Promise<Answer<QueuePlace>>;
  /** Whether it is their turn. */
  admit(): Promise<Answer<QueuePlace>>;
  sleep(ms: number): Promise<void>;
  random(): number;
  /** Whether there is time to go on waiting. */
  hasTime(): boolean;
}

/** Between two looks, give or take a half. */
const lookEveryMs = 1_000;

/** The share of looks for which the page is loaded anew: then the buyer joins again, and keeps the place. */
const refreshes = 0.1;

/**
 * Joins, and looks until it is the buyer's turn. No answer, and «busy» to the last, is no reason to give up: the
 * place is kept meanwhile. Answers with the turn, or with what ended the wait before it.
 */
export async function queueUp(waiter: Waiter): Promise<Answer<QueuePlace>> {
  let joined = false;
  for (;;) {
    const anew = !joined || waiter.random() < refreshes;
    const answer = await (anew ? waiter.join() : waiter.admit());
    if (answer.outcome === 'refused' || answer.outcome === 'client-bug') return answer;
    if (answer.outcome === 'done') {
      joined = true;
      if (answer.value.position === 0) return answer;
    }
    if (!waiter.hasTime()) return { outcome: 'refused', reason: 'other', detail: 'still waiting at the end' };
    await waiter.sleep(lookEveryMs * (0.5 + waiter.random()));
  }
}
