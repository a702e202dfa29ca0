import type { Buyer, Demand, HookIo } from './client.ts';
import { expectDone } from './hook-requests.ts';

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
