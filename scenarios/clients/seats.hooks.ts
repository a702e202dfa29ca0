import type { Buyer, ClientHooks, Demand, HookIo, HttpAnswer, Sale } from './client.ts';

interface Event {
  id: string;
  status: string;
}
interface Seat {
  id: string;
  price: number;
  status: string;
}

const registeredAtOnce = 16;

/**
 * For a system of this dialect that is up and that we did not seed: buyers are registered, and what is sold is
 * the free seats of an event that is on sale. It cannot be reset over its public API.
 */
export const hooks = {
  async seed(io: HookIo, demand: Demand): Promise<Sale> {
    const { event, seats } = await onSale(io, demand.inventory);
    const buyers = await registered(io, demand);
    return {
      event,
      resources: seats.slice(0, demand.inventory).map(({ id, price }) => ({ id, quantity: 1, price })),
      buyers,
    };
  },
} satisfies ClientHooks;

/** Seats must be free, so that the run's own buyers alone decide who gets them. */
async function onSale(io: HookIo, wanted: number): Promise<{ event: string; seats: Seat[] }> {
  let most = 0;
  for (let after: string | null = ''; after !== null; ) {
    const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
    const page = await get(io, `/api/events?limit=100${query}`, 'GET /api/events');
    const { events, next } = page as { events: Event[]; next: string | null };
    for (const { id } of events.filter(({ status }) => status === 'on_sale')) {
      const { seats } = (await get(io, `/api/events/${id}/seats`, 'GET /api/events/:id/seats')) as {
        seats: Seat[];
      };
      const free = seats.filter(({ status }) => status === 'available');
      if (free.length >= wanted) return { event: id, seats: free };
      most = Math.max(most, free.length);
    }
    after = next;
  }
  throw new TypeError(
    `no event on sale at ${io.baseUrl} has ${wanted} free seats (the most is ${most}): add one, or ask for fewer with --seats`,
  );
}

/** New ones for each run: who bought before is known to the target, and would be refused or remembered. */
async function registered(io: HookIo, demand: Demand): Promise<Buyer[]> {
  const run = Date.now().toString(36);
  const buyers: Buyer[] = new Array(demand.buyers);
  let next = 0;
  const register = async () => {
    for (let nth = next++; nth < demand.buyers; nth = next++) {
      const credentials = {
        email: `onsale-${run}-${nth}@example.com`,
        password: `onsale ${run} ${demand.seed}`,
      };
      const answer = await io.http.request({
        method: 'POST',
        path: '/api/auth/register',
        route: 'POST /api/auth/register',
        body: credentials,
      });
      const { user } = expectDone(answer, 'registering a buyer') as { user: { id: string } };
      buyers[nth] = { id: user.id, credentials };
    }
  };
  await Promise.all(Array.from({ length: registeredAtOnce }, register));
  return buyers;
}

async function get(io: HookIo, path: string, route: string): Promise<unknown> {
  return expectDone(await io.http.request({ method: 'GET', path, route }), route);
}

function expectDone(answer: HttpAnswer, what: string): unknown {
  if (!answer.answered) throw new TypeError(`${what}: no answer: ${answer.error}`);
  if (answer.status === 200 || answer.status === 201) return answer.json();
  throw new TypeError(`${what}: expected 200 or 201, got ${answer.status} ${answer.text.slice(0, 200)}`);
}
