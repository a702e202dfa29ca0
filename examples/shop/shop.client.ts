import type { Client } from '../../scenarios/clients/client.ts';
import { finish, submit } from './client/checkout.ts';
import { enter, renew, type State } from './client/session.ts';

/**
 * A client of a shop that is not ours: a session cookie, a CSRF token with every POST, a pool of tickets, no
 * hold, and a checkout that is answered later.
 */
export const client = {
  name: 'harbour shop',
  sells: 'pool',
  // The key goes along as the shop's order reference, and a repeated one is answered with the first one's job.
  idempotent: ['book'],
  newState: () => ({ token: '' }),
  enter,
  async book(io, visit, wish) {
    let reply = await submit(io, visit, wish);
    const renewed = await renew(io, visit, reply);
    if (renewed !== null) {
      // Nothing was bought yet: the shop had turned the first try away.
      if (renewed.outcome === 'unknown') return { outcome: 'busy', retryAfterMs: null };
      if (renewed.outcome !== 'done') return renewed;
      reply = await submit(io, visit, wish);
    }
    return await finish(io, reply);
  },
} satisfies Client<State>;

export { ledger } from './client/ledger.ts';
export const hooksFile = './shop.hooks.ts';
