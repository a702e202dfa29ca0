import type { Client } from '../../scenarios/clients/client.ts';

/** Gone wrong: it loads everywhere, but its hook that should say what is for sale never comes to an end. */
export const client = {
  name: 'never seeds',
  sells: 'pool',
  newState: () => null,
  async book(): Promise<never> {
    throw new TypeError('nobody gets here');
  },
} satisfies Client<null>;

export const baseUrl = 'http://127.0.0.1:9';
export const hooksFile = './never-seeds.hooks.ts';
