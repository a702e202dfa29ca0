import exec from 'k6/execution';
import type { Answer, ClientModule } from './clients/client.ts';
import { Buyer, type Ending } from './lib/buyer.ts';
import { buyerOfVu, planOfRun } from './lib/plan.ts';

const { client } = require(__ENV.ONSALE_CLIENT ?? '') as ClientModule;
const { users, mostMs } = planOfRun();

export const options = {
  scenarios: {
    contention: {
      executor: 'per-vu-iterations',
      vus: users,
      iterations: 1,
      maxDuration: `${mostMs}ms`,
      gracefulStop: '0s',
    },
  },
  // A run is judged from its evidence; k6 keeps no statistics of its own beside it.
  thresholds: {},
  summaryTrendStats: [],
  systemTags: ['name', 'status'],
  discardResponseBodies: false,
  maxRedirects: 0,
  batchPerHost: 6,
};

/** One buyer's visit: in before the sale opens, then hold, order and book, as far as it goes; some then send it again. */
export default async function visit(): Promise<void> {
  const buyer = new Buyer(buyerOfVu(exec.vu.idInTest), planOfRun(), client, __ENV.ONSALE_BASE_URL ?? '');
  const entered = await buyer.enter();
  buyer.meetTheOthers(users, entered.outcome === 'done');
  if (entered.outcome === 'client-bug') return buyer.leave('client-bug', 'enter');
  if (entered.outcome !== 'done') return buyer.leave('not-entered', 'enter');

  const held = await buyer.hold();
  if (held !== null && held.outcome !== 'done') return buyer.leave(endingOf(held), 'hold');
  const ordered = await buyer.order();
  if (ordered !== null && ordered.outcome !== 'done') return buyer.leave(endingOf(ordered), 'order');
  const booked = await buyer.book(ordered?.value ?? null);
  const again = booked.outcome === 'done' ? await buyer.replay(ordered?.value ?? null) : null;
  // What was bought stays bought, whatever the second answer is; the checkers judge that one.
  buyer.leave(endingOf(again?.outcome === 'client-bug' ? again : booked), 'book');
}

function endingOf(answer: Answer<object>): Ending {
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
