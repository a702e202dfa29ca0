import type { Client } from '../../scenarios/clients/client.ts';

/** Gone wrong: one of its hooks throws in a timer, where nobody who called it can catch that. */
export const client = {
  name: 'throws late',
  sells: 'pool',
  newState: () => null,
  async book(): Promise<never> {
    throw new TypeError('nobody gets here');
  },
} satisfies Client<null>;

export const baseUrl = 'http://127.0.0.1:9';
export const hooksFile = './throws-late.hooks.ts';
