import type { Answer, Booked, ClientIo, Sale, Visit, Wish } from '../../../scenarios/clients/client.ts';
import type { State } from '../client/session.ts';
import { harbourHooks } from '../hooks/harbour-hooks.ts';
import { client } from '../shop.client.ts';
import { buyerIo, hookIo } from './io.ts';

const hooks = harbourHooks(new URL('../server.ts', import.meta.url));

/** Put a sale into a shop that is running. */
export async function openSale(url: string, of: { buyers: number; inventory: number }): Promise<Sale> {
  const sale = await hooks.seed?.(hookIo(url), { ...of, seed: 1 });
  if (sale === undefined) throw new TypeError('the shop has no seed hook');
  return sale;
}

export async function atRest(url: string): Promise<void> {
  await hooks.quiesce?.(hookIo(url));
}

/** A buyer of the sale, at the door. */
export function visitor(url: string, sale: Sale, at: number): { io: ClientIo; visit: Visit<State> } {
  const buyer = sale.buyers[at];
  if (buyer === undefined) throw new RangeError(`the sale has no buyer ${at}`);
  return { io: buyerIo(url), visit: { buyer, event: sale.event, state: client.newState() } };
}

/** A buyer who has logged in. */
export async function enteredVisitor(
  url: string,
  sale: Sale,
  at: number,
): Promise<{ io: ClientIo; visit: Visit<State> }> {
  const arrived = visitor(url, sale, at);
  const answer = await client.enter(arrived.io, arrived.visit);
  if (answer.outcome !== 'done') throw new Error(`log-in ended as ${JSON.stringify(answer)}`);
  return arrived;
}

/** One ticket, under a key of the buyer's own. */
export function oneTicket({ event, buyer }: Visit<State>): Wish {
  return { resources: [event], quantity: 1, idempotencyKey: `key-of-${buyer.id}` };
}

/** Buy one, coming back as long as the shop is busy. */
export async function buy(
  io: ClientIo,
  visit: Visit<State>,
  wish = oneTicket(visit),
): Promise<Answer<Booked>> {
  for (;;) {
    const answer = await client.book(io, visit, wish);
    if (answer.outcome !== 'busy') return answer;
    await io.sleep(20);
  }
}

/** The office's books, as the shop itself writes them. */
export async function books<Row>(url: string, path: string, rows: string): Promise<Row[]> {
  const response = await fetch(new URL(path, url), { headers: { 'x-admin-key': 'keys-to-the-office' } });
  const json = (await response.json()) as Record<string, Row[]>;
  return json[rows] ?? [];
}
