export { client, ledger } from './shop.client.ts';

/** The same client, and a shop that sells too many. */
export const hooksFile = './broken/oversell.hooks.ts';
