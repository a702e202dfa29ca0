import type { Client } from '../../scenarios/clients/client.ts';

function load(): Client {
  throw new Error('the catalogue is closed for stocktaking');
}

/** Gone wrong: throws while it is loaded. */
export const client = load();
