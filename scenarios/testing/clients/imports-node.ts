import { randomUUID } from 'node:crypto';
import type { Client } from '../../clients/client.ts';
import { client as seats } from '../../clients/seats.ts';

/** Sound for Node; k6 has no such module. */
export const client = {
  ...seats,
  name: 'imports node',
  newState: () => ({ token: randomUUID() }),
} satisfies Client<{ token: string }>;
