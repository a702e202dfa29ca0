import type { Client } from '../../scenarios/clients/client.ts';

/** Gone wrong: loads everywhere, its shop boots, and every buyer's booking throws. */
export const client = {
  name: 'throws in book',
  sells: 'pool',
  newState: () => null,
  async book(): Promise<never> {
    throw new TypeError('cart is undefined');
  },
} satisfies Client<null>;

export const hooksFile = '../shop/shop.hooks.ts';
