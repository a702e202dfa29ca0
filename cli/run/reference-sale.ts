import type { LedgerSource, QueueRules, Sale } from '../../scenarios/clients/client.ts';
import { quantityLedger } from '../../scenarios/clients/quantity.ledger.ts';
import { type Books, seatsLedger } from '../../scenarios/clients/seats.ledger.ts';
import type { DialectName } from '../../scenarios/generator/dialects.ts';
import { addTickets, makeAdmin, nameTeams } from '../../target/api/seeding/dialects.ts';
import { seed } from '../../target/api/seeding/seed.ts';
import type { ApiSettings } from '../../target/topology/nodes/api.ts';
import { HarnessError } from '../terminal/errors.ts';

/** Every seeded user has it: it is hashed once, and guards nothing but a target on loopback. */
export const seededPassword = 'correct horse battery staple';

/** What is put on sale, and for whom; seats, or where the dialect has none, tickets by number. */
interface Offer {
  users: number;
  seats: number;
  api?: DialectName;
  /** What buyers have to queue by; without it, they do not. */
  queue?: QueueRules;
  /** Whether the first user may create and edit events, where the dialect knows that. */
  admin?: boolean;
}

const priceMinor = 9_900;

/** Put one event on sale in an empty reference target, and make those who may buy. Prices in minor units. */
export async function seedSale(databaseUrl: string, offer: Offer): Promise<Sale> {
  const { users, seats, api = 'seats', admin = false, queue } = offer;
  const sellsTickets = api === 'quantity';
  const events = [
    { title: 'The on-sale', seats: sellsTickets ? 0 : seats, priceMinor, queue: queue !== undefined },
  ];
  const seeded = await seed(databaseUrl, { users, events, password: seededPassword });
  const [event] = seeded.events;
  if (event === undefined) throw new HarnessError('seeding made no event');
  const [first] = seeded.buyers;
  if (admin && first !== undefined) await makeAdmin(databaseUrl, first.id);
  if (api === 'matches') await nameTeams(databaseUrl, event.id, derby);
  const tickets = { name: 'Standing', quantity: seats, priceMinor };
  return {
    event: event.id,
    resources: sellsTickets
      ? [await addTickets(databaseUrl, event.id, tickets)]
      : event.seats.map(({ id, price }) => ({ id, quantity: 1, price })),
    ...(queue === undefined ? {} : { queue }),
    buyers: seeded.buyers.map(({ id, email }) => ({ id, credentials: { email, password: seededPassword } })),
  };
}

/** How the reference target's queue is set, in full. */
export type QueueSettings = Required<NonNullable<ApiSettings['queue']>>;

const placesAnInstance = 1_000;

/** What the queue of so many instances that are set so promises. */
export function queueRulesOf(of: QueueSettings, instances: number): QueueRules {
  return {
    capacity: Math.min(of.limit, placesAnInstance * instances),
    ratePerSecond: of.ratePerSecond,
    graceMs: of.graceSeconds * 1_000,
    turnMs: of.placeSeconds * 1_000,
  };
}

const derby = { homeTeam: 'Harbour United', awayTeam: 'Hill Rovers', stadium: 'Harbour Stadium' };

/** Where the truth of a dialect stands. */
export function ledgerOf(api: DialectName, books: Books): LedgerSource {
  return api === 'quantity' ? quantityLedger(books) : seatsLedger(books);
}
