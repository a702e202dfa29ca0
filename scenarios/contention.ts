import exec from 'k6/execution';
import type { Answer, ClientModule } from './clients/client.ts';
import { Buyer } from './lib/buyer.ts';
import { buy, type Journey } from './lib/journey.ts';
import { buyerOfVu, planOfRun, resourcesOfRun } from './lib/plan.ts';

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

/** One buyer's visit: in before the sale opens, then to a booking or to the end of their patience. */
export default async function visit(): Promise<void> {
  const planned = buyerOfVu(exec.vu.idInTest);
  const buyer = new Buyer({
    planned,
    plan: planOfRun(),
    resources: resourcesOfRun,
    client,
    baseUrl: __ENV.ONSALE_BASE_URL ?? '',
  });
  const entered = await buyer.enter();
  buyer.meetTheOthers(users, entered.outcome === 'done');
  if (entered.outcome === 'client-bug') return buyer.leave('client-bug', 'enter');
  if (entered.outcome !== 'done') return buyer.leave('not-entered', 'enter');

  const journey = await buy(planned, buyer);
  if (journey.ending === 'booked') buyer.boast(journey);
  // What was bought stays bought, whatever a second answer is, and who was refused stays so; the checkers judge
  // those.
  const more = await afterwards(buyer, journey);
  if (more?.outcome === 'client-bug') return buyer.leave('client-bug', journey.at);
  buyer.leave(journey.ending, journey.at);
}

/**
 * Some who bought send it again, and some who were refused meddle with what others bought. Who bought nothing
 * gives up their place.
 */
async function afterwards(buyer: Buyer, journey: Journey): Promise<Answer<object> | null> {
  if (journey.ending === 'booked') return await buyer.replay(journey);
  const left = await buyer.leaveQueue();
  if (left?.outcome === 'client-bug') return left;
  return journey.ending === 'refused' ? await buyer.intrude(journey) : null;
}
