import type { Buyer, Demand, HookIo, HttpAnswer } from './client.ts';

const registeredAtOnce = 16;

/** New buyers for each run: who bought before is known to the target, and would be refused or remembered. */
export async function registered(io: HookIo, demand: Demand): Promise<Buyer[]> {
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

/** Every one of a list that comes in pages, `key` being what the list is called. */
export async function* pagesOf<Item>(io: HookIo, path: string, key: string): AsyncGenerator<Item> {
  for (let after: string | null = ''; after !== null; ) {
    const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
    const page = (await get(io, `${path}?limit=100${query}`, `GET ${path}`)) as Record<string, unknown>;
    yield* page[key] as Item[];
    after = page.next as string | null;
  }
}

/** What is there. Throws a TypeError when it is not. */
export async function get(io: HookIo, path: string, route: string): Promise<unknown> {
  return expectDone(await io.http.request({ method: 'GET', path, route }), route);
}

function expectDone(answer: HttpAnswer, what: string): unknown {
  if (!answer.answered) throw new TypeError(`${what}: no answer: ${answer.error}`);
  if (answer.status === 200 || answer.status === 201) return answer.json();
  throw new TypeError(`${what}: expected 200 or 201, got ${answer.status} ${answer.text.slice(0, 200)}`);
}
