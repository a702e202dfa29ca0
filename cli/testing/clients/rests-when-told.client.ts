/** The harbour shop, which says when it is to come to rest, and waits until it is let. */
export { client, ledger } from '../../../examples/shop/shop.client.ts';
export const hooksFile = './rests-when-told.hooks.ts';
