import type { Client } from '../../clients/client.ts';
import { client as seats } from '../../clients/seats.ts';

/** Sound for Node; k6 reads it without end. */
export const client = {
  ...seats,
  name: 'uses using',
  newState: () => {
    using _ = { [Symbol.dispose]: () => {} };
    return { token: '' };
  },
} satisfies Client<{ token: string }>;
