import type { Client } from '../../scenarios/clients/client.ts';

function load(): Client {
  for (let turn = 0; ; turn = (turn + 1) % 1_000);
}

/** Gone wrong: its loading never ends. */
export const client = load();
